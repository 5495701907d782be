// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.Any;
import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.UnavailableException;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.protos.runc.v2.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a shim is started, and what becomes of a start that fails. */
class V2StartTest extends V2DriverFixture {
    @Test
    void programIsToldEverythingAndTheBundleSaysWhichShimItHas() throws Exception {
        ShimLaunch launch = launch("web", "");

        try (Shim shim = driver.start(launch, LONG)) {
            assertThat(shim.pid()).isEqualTo(fake.process().pid());
        }

        String events = state.resolve(".events").toString();
        assertThat(fake.programCalls()).containsExactly("start -namespace ns -id web -address " + events + " start");
        assertThat(directory.resolve("pwd"))
                .hasContent(launch.bundle().toRealPath().toString());
        assertThat(Files.readAllLines(directory.resolve("env")))
                .contains("TTRPC_ADDRESS=" + events, "NAMESPACE=ns", "MAX_SHIM_VERSION=3", "GOMAXPROCS=2")
                .allMatch(
                        line -> line.matches(
                                "(PATH|PWD|SHLVL|_|OLDPWD|TTRPC_ADDRESS|GRPC_ADDRESS|NAMESPACE|MAX_SHIM_VERSION|GOMAXPROCS)=.*"));
        Any options = Any.parseFrom(Files.readAllBytes(directory.resolve("stdin")));
        assertThat(options.getTypeUrl()).isEqualTo("containerd.runc.v1.Options");
        assertThat(Options.parseFrom(options.getValue()))
                .isEqualTo(Options.newBuilder()
                        .setBinaryName("/bin/runc")
                        .setRoot("/run/runc")
                        .setSystemdCgroup(true)
                        .build());
        assertThat(launch.bundle().resolve("address")).hasContent("unix://" + fake.socket());
        assertThat(launch.bundle().resolve("shim.pid"))
                .hasContent(String.valueOf(fake.process().pid()));
        assertThat(launch.bundle().resolve("shim-binary-path")).hasContent(fake.program.toString());
    }

    @Test
    void programThatFailsIsQuoted() throws Exception {
        fake.fails(1, "no such option");

        assertThatThrownBy(() -> driver.start(launch("web", ""), LONG))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContainingAll("ns/web", "status 1", "no such option");
    }

    @Test
    void whatAProgramThatFailsSaysLastIsQuotedWithoutWhatIsNoText() throws Exception {
        fake.fails(1, "first" + "x".repeat(100_000) + "\nlevel=error \u001b[31mlast\r\n");

        assertThatThrownBy(() -> driver.start(launch("web", ""), LONG))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("… xxx")
                .hasMessageEndingWith("x?level=error ?[31mlast")
                .message()
                .doesNotContain("first")
                .hasSizeLessThan(1200);
    }

    @Test
    void programThatIsNotThereSaysHowToInstallIt() throws Exception {
        Files.delete(fake.program);

        assertThatThrownBy(() -> driver.start(launch("web", ""), LONG))
                .isInstanceOf(FailedPreconditionException.class)
                .hasMessageContaining("install");
    }

    @Test
    void programThatHangsIsEndedInTime() throws Exception {
        posix.mkfifo(directory.resolve("hangs"), 0600);
        ShimLaunch launch = launch("web", "");

        assertThatThrownBy(() -> driver.start(launch, SHORT)).isInstanceOf(DeadlineExceededException.class);

        assertThat(commands(launch)).isEmpty();
    }

    @Test
    void interruptedStartLeavesNoProcess() throws Exception {
        posix.mkfifo(directory.resolve("hangs"), 0600);
        ShimLaunch launch = launch("web", "");
        Thread.currentThread().interrupt();

        Throwable thrown = catchThrowable(() -> driver.start(launch, LONG));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown).isInstanceOf(CancelledException.class).hasNoSuppressedExceptions();
        assertThat(commands(launch)).isEmpty();
    }

    @Test
    void shimIsNotStartedWhereNobodyWouldGetItsEvents(@TempDir Path elsewhere) throws Exception {
        ShimLaunch launch = fake.launch(elsewhere, "web", "");

        assertThatThrownBy(() -> driver.start(launch, LONG)).isInstanceOf(InvalidArgumentException.class);
    }
}
