// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.UnavailableException;
import io.longshore.itests.fuzz.Bounds;
import io.longshore.protos.bootstrap.BootstrapResult;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a shim prints when it was started: an address that can be dialled, or one of the two refusals. */
class BootstrapFuzzTest {
    static Stream<byte[]> answers() {
        return Stream.of(
                        "unix:///run/containerd/s/0123456789abcdef\n",
                        "{\"version\":3,\"address\":\"unix:///run/s/1\",\"protocol\":\"ttrpc\"}",
                        "{\"version\":2,\"address\":\"/run/s/1\",\"protocol\":\"grpc\"}",
                        "{\"version\":1e2,\"address\":[{\"a\":null}]}",
                        "unix:///run/\u00e4\u00f6\u00fc")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .flatMap(bytes -> Stream.of(
                        bytes,
                        BootstrapResult.newBuilder()
                                .setVersion(3)
                                .setAddress("unix:///run/s/1")
                                .setProtocol("ttrpc")
                                .build()
                                .toByteArray()));
    }

    @MethodSource("answers")
    @FuzzTest
    void answerIsAnAddressOrRefused(byte[] answer) {
        Bootstrap bootstrap;
        try {
            bootstrap = Bounds.within(answer.length, () -> Bootstrap.parse(answer));
        } catch (FailedPreconditionException | UnavailableException e) {
            assertThat(e.getMessage()).hasSizeLessThan(500).matches("\\p{Print}*");
            return;
        }

        assertThat(bootstrap.version()).isBetween(2, 3);
        assertThat(bootstrap.socket().isAbsolute()).isTrue();
        assertThat(bootstrap.socket().toString().getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(ShimSockets.MAX_PATH_BYTES);
        assertThat(Bootstrap.parse(bootstrap.toJson().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(bootstrap);
    }
}
