// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.death;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.LongshoreException;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import io.longshore.itests.runc.EveryShimProcess;
import io.longshore.itests.support.Impatient;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R22: whatever step of a deletion fails, the task stays, and deleting it again when the cause is gone ends clean. */
@EveryShimProcess
class DeletionThatFailsIT {
    @Parameter
    private ShimKind kind;

    private static final int SIGKILL = 9;

    private static Task ended(Rig rig) throws Exception {
        Task task = rig.task("stubborn", "sh", "-c", "exit 4");
        task.start();
        assertThat(task.exit().toCompletableFuture().get(30, SECONDS).status()).isEqualTo(4);
        return task;
    }

    private static void refusesAndIsStillThere(Rig rig, Task task, String... words) {
        assertThatThrownBy(task::delete).isInstanceOf(LongshoreException.class).hasMessageContainingAll(words);
        assertThat(rig.runtime().get(rig.namespace(), task.id())).isSameAs(task);
        assertThat(task.info().state()).isEqualTo(TaskState.STOPPED);
        assertThat(rig.topics("stubborn")).doesNotContain("/tasks/delete");
    }

    private static void endsCleanNow(Rig rig, Task task) throws Exception {
        assertThat(task.delete().status()).isEqualTo(4);
        assertThat(rig.leftovers()).isEmpty();
        assertThat(rig.topics("stubborn"))
                .containsExactly("/containers/create", "/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
        Task again = rig.runtime().create(rig.namespace(), task.id(), CreateOptions.DEFAULT);
        again.start();
        assertThat(again.exit().toCompletableFuture().get(30, SECONDS).status()).isEqualTo(4);
        again.delete();
    }

    private Rig withWrapper() throws Exception {
        Rig rig = Rig.open(kind);
        RuncWrapper wrapper = RuncWrapper.in(rig.directory());
        rig.restartWith(settings -> Impatient.settings(settings, wrapper.program()));
        return rig;
    }

    @ParameterizedTest(name = "restarted meanwhile: {0}")
    @ValueSource(booleans = {false, true})
    void runtimeThatCannotDelete(boolean restarted) throws Exception {
        try (Rig rig = withWrapper()) {
            RuncWrapper wrapper = RuncWrapper.of(rig.directory());
            Task task = ended(rig);
            wrapper.failAt("delete");

            refusesAndIsStillThere(rig, task, "made to fail at delete");
            refusesAndIsStillThere(rig, task, "made to fail at delete");

            Task known = task;
            if (restarted) {
                rig.restart();
                known = rig.runtime().get(rig.namespace(), task.id());
                refusesAndIsStillThere(rig, known, "made to fail at delete");
            }
            wrapper.workAt("delete");
            endsCleanNow(rig, known);
        }
    }

    @Test
    void runtimeThatCannotDeleteWhatAShimHasLeftBehind() throws Exception {
        try (LinuxPosix posix = new LinuxPosix();
                Rig rig = withWrapper()) {
            RuncWrapper wrapper = RuncWrapper.of(rig.directory());
            Task task = ended(rig);
            wrapper.failAt("delete");
            long shim = task.info().shimPid();
            try (var process = posix.pidfdOpen((int) shim)) {
                posix.kill((int) shim, SIGKILL);
                process.exited().toCompletableFuture().get(30, SECONDS);
            }

            assertThatThrownBy(task::forceDelete).isInstanceOf(LongshoreException.class);
            assertThat(rig.runtime().get(rig.namespace(), task.id())).isSameAs(task);

            wrapper.workAt("delete");
            assertThat(task.forceDelete().status()).isEqualTo(4);
            assertThat(rig.leftovers()).isEmpty();
        }
    }

    @Test
    void somebodysFileInTheRootfs() throws Exception {
        try (Rig rig = Rig.open(kind)) {
            Task task = ended(rig);
            Path file = Files.writeString(task.info().bundle().resolve("rootfs/precious"), "data");

            refusesAndIsStillThere(rig, task, file.toString());
            assertThat(file).hasContent("data");

            Files.delete(file);
            endsCleanNow(rig, task);
        }
    }

    @Test
    void somebodysMountInTheBundle() throws Exception {
        try (LinuxPosix posix = new LinuxPosix();
                Rig rig = Rig.open(kind)) {
            Task task = ended(rig);
            Path mounted = Files.createDirectory(task.info().bundle().resolve("mine"));
            posix.mount("tmpfs", mounted, "tmpfs", 0, null);
            try {
                refusesAndIsStillThere(rig, task, mounted.toString());
            } finally {
                posix.umount2(mounted, 0);
            }
            endsCleanNow(rig, task);
        }
    }

    /** The id is free then, and the rest is tried again for a while, and by the next start. */
    @Test
    void workDirectoryThatCannotBeRemoved() throws Exception {
        try (LinuxPosix posix = new LinuxPosix();
                Rig rig = Rig.open(kind)) {
            Task task = ended(rig);
            Path work = rig.settings()
                    .root()
                    .resolve(rig.namespace().name())
                    .resolve(task.id().value());
            Path mounted = Files.createDirectory(work.resolve("mine"));
            posix.mount("tmpfs", mounted, "tmpfs", 0, null);
            Path hidden;
            try {
                task.delete();
                Task again = rig.runtime().create(rig.namespace(), task.id(), CreateOptions.DEFAULT);
                again.forceDelete();
                try (var left = Files.list(work.getParent())) {
                    hidden = left.findFirst().orElseThrow();
                }
            } finally {
                rig.restartAfter(() -> {
                    try (var left = Files.list(work.getParent())) {
                        for (Path directory : left.toList()) {
                            posix.umount2(directory.resolve("mine"), 0);
                        }
                    }
                });
            }
            assertThat(hidden).doesNotExist();
            assertThat(rig.leftovers()).isEmpty();
            assertThat(rig.topics("stubborn")).containsSubsequence("/tasks/exit", "/tasks/delete", "/tasks/create");
        }
    }

    /** R25. */
    @Test
    void rootFileSystemThatIsBusy() throws Exception {
        try (Rig rig = Rig.open(kind)) {
            ContainerId id = rig.container(
                    "stubborn",
                    OciSpec.builder(rig.namespace(), new ContainerId("stubborn"))
                            .args("sh", "-c", "exit 4")
                            .build());
            Mount bind = new Mount("bind", rig.rootfs().toString(), List.of("rbind", "rw"));
            Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.DEFAULT.withRootfs(bind));
            task.start();
            task.exit().toCompletableFuture().get(30, SECONDS);
            Process holder = new ProcessBuilder("sleep", "1000")
                    .directory(task.info().bundle().resolve("rootfs/tmp").toFile())
                    .start();
            try {
                refusesAndIsStillThere(rig, task, "busy", "sleep", String.valueOf(holder.pid()));
            } finally {
                holder.destroyForcibly().waitFor();
            }
            assertThat(task.delete().status()).isEqualTo(4);
            assertThat(rig.leftovers()).isEmpty();
            assertThat(rig.rootfs().resolve("bin/busybox")).exists();
        }
    }
}
