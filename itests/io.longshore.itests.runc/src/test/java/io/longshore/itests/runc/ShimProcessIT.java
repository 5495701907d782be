// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** What there is only with a process for each shim. */
@EveryShimProcess
class ShimProcessIT {
    @Parameter
    private ShimKind kind;

    private static final int SIGKILL = 9;

    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void boundRootfsSurvivesTheLossOfTheShimBehindASymbolicLink() throws Exception {
        try (LinuxPosix posix = new LinuxPosix();
                Rig linked = Rig.open(kind, HostFilesIT::behindALink)) {
            Task task = HostFilesIT.mounted(linked);

            posix.kill((int) task.info().shimPid(), SIGKILL);

            assertThat(task.exit().toCompletableFuture().get(30, SECONDS).cause())
                    .isEqualTo(Exit.Cause.SHIM_LOST);
            assertThat(linked.rootfs().resolve("bin/busybox")).exists();
        }
    }

    @Test
    void bundleSaysWhichShimItHas() {
        Task task = rig.task("files", "sleep", "1000");
        Path bundle = task.info().bundle();

        assertThat(bundle.resolve("shim.pid"))
                .hasContent(String.valueOf(task.info().shimPid()));
        assertThat(bundle.resolve("address")).exists();
        if (kind == ShimKind.V2) {
            assertThat(bundle.resolve("bootstrap.json")).exists();
            assertThat(bundle.resolve("shim-binary-path")).content().endsWith("/containerd-shim-runc-v2");
            return;
        }
        assertThat(rig.settings().state().resolve(".sockets"))
                .satisfies(sockets -> assertThat(Files.getPosixFilePermissions(sockets))
                        .isEqualTo(PosixFilePermissions.fromString("rwx------")));
    }

    /** R14. */
    @Test
    void exitArrivesWhereNoEventCanBePublished() throws Exception {
        Path publisher = rig.settings().root().resolve(".publish");
        Files.writeString(publisher, "#!/bin/sh\nexit 1\n");
        Files.delete(rig.settings().state().resolve(".events"));
        Task task = rig.task("mute", "sh", "-c", "exit 6");
        task.start();

        Exit exit = task.exit().toCompletableFuture().get(30, SECONDS);

        assertThat(exit.status()).isEqualTo(6);
        assertThat(exit.cause()).isEqualTo(Exit.Cause.EXITED);
        assertThat(task.delete()).isEqualTo(exit);
        assertThat(rig.topics("mute"))
                .containsExactly("/containers/create", "/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
        assertThat(publisher).content().contains("exit 1");
    }

    @Test
    void missingShimSaysHowToInstallIt() throws Exception {
        rig.close();
        rig = Rig.open(kind, settings -> settings.withShimBinary("no-such-shim"));
        String program = kind == ShimKind.V1 ? "no-such-shim" : "containerd-shim-none-v2";
        RuntimeInfo runtime = kind == ShimKind.V1 ? rig.runtime(null) : new RuntimeInfo("io.containerd.none.v2", null);
        Container record = Container.builder(
                        new ContainerId("noshim"), rig.spec("noshim", "true").build())
                .runtime(runtime)
                .build();
        rig.containers().create(rig.namespace(), record);

        assertThatThrownBy(() -> rig.runtime().create(rig.namespace(), record.id(), CreateOptions.DEFAULT))
                .isInstanceOf(FailedPreconditionException.class)
                .hasMessageContainingAll(program, "install");
        assertThat(rig.leftovers()).isEmpty();
    }
}
