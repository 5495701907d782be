// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.UnavailableException;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.protos.bootstrap.BootstrapResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program of a shim answers when it has started one. */
class V2BootstrapTest extends V2DriverFixture {
    @Test
    void versionThreeIsSaidInJson() throws Exception {
        fake.serve(3);
        fake.says("{\"version\":3,\"address\":\"unix://" + fake.socket() + "\",\"protocol\":\"ttrpc\"}\n");
        ShimLaunch launch = launch("web", "");

        driver.start(launch, LONG).close();
        driver.connect(launch, LONG).close();

        assertThat(fake.requests)
                .isNotEmpty()
                .allMatch(request -> request.method().service().equals("containerd.task.v3.Task"));
    }

    @Test
    void newestShimsAnswerInProtobuf() throws Exception {
        fake.serve(3);
        fake.says(BootstrapResult.newBuilder()
                .setVersion(3)
                .setAddress("unix://" + fake.socket())
                .setProtocol("ttrpc")
                .build()
                .toByteArray());

        driver.start(launch("web", ""), LONG).close();

        assertThat(fake.requests).isNotEmpty();
    }

    @Test
    void shimThatIsOlderThanItsProgramIsCalledInTheOlderVersion() throws Exception {
        fake.says("{\"version\":3,\"address\":\"unix://" + fake.socket() + "\",\"protocol\":\"ttrpc\"}");

        try (Shim shim = driver.start(launch("web", ""), LONG)) {
            assertThat(shim.pid()).isEqualTo(fake.process().pid());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"version\":3,\"address\":\"unix:///s\",\"protocol\":\"grpc\"}",
                "{\"version\":4,\"address\":\"unix:///s\",\"protocol\":\"ttrpc\"}",
                "vsock://3:1024"
            })
    void shimThatCannotBeTalkedToSaysWhy(String answer) throws Exception {
        fake.says(answer);

        assertThatThrownBy(() -> driver.start(launch("web", ""), LONG))
                .isInstanceOf(FailedPreconditionException.class)
                .hasNoSuppressedExceptions()
                .hasMessageMatching(".*(grpc|version 4|vsock).*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "\u0001\u0002\u0003", "unix://\u001b[31m"})
    void answerThatIsNoneIsUnavailable(String answer) throws Exception {
        fake.says(answer);

        assertThatThrownBy(() -> driver.start(launch("web", ""), LONG)).isInstanceOf(UnavailableException.class);
    }
}
