// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.death;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.itests.runc.EveryShimProcess;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.PidFd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** R8, R9: the machine was restarted: no process is left, nor the volatile directory; the work directories are. */
@EveryShimProcess
class RebootIT {
    @Parameter
    private ShimKind kind;

    private static final int SIGKILL = 9;

    @Test
    void everyTaskHasEndedWithoutAStatusBecauseTheHostWasRestarted() throws Exception {
        try (Rig rig = Rig.open(kind)) {
            Task created = rig.task("created", "sleep", "1000");
            Task running = rig.task("running", "sleep", "1000");
            running.start();
            running.exec(new ExecId("more"), ExecOptions.of("sleep", "1000")).start();
            Task ended = rig.task("ended", "sh", "-c", "exit 3");
            ended.start();
            Exit known = ended.exit().toCompletableFuture().get(30, SECONDS);

            rig.restartAfter(() -> reboot(rig, List.of(created, running, ended)));

            assertThat(rig.runtime().list()).isEmpty();
            assertThat(rig.leftovers()).isEmpty();
            for (Task task : List.of(created, running)) {
                List<Exit> exits = exits(rig, task.id(), false);
                assertThat(exits).hasSize(1);
                assertThat(exits.get(0).status()).as("of %s", task.id()).isNull();
                assertThat(exits.get(0).cause()).isEqualTo(Exit.Cause.HOST_REBOOT);
            }
            assertThat(exits(rig, running.id(), true))
                    .as("exits of the added process")
                    .extracting(Exit::cause)
                    .containsExactly(Exit.Cause.HOST_REBOOT);
            assertThat(exits(rig, ended.id(), false)).containsExactly(known);
            assertThat(rig.topics("created"))
                    .containsExactly("/containers/create", "/tasks/create", "/tasks/exit", "/tasks/delete");
            for (String id : List.of("running", "ended")) {
                assertThat(rig.topics(id))
                        .containsSubsequence("/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete")
                        .containsOnlyOnce("/tasks/delete");
            }
            Task again = rig.runtime().create(rig.namespace(), running.id(), CreateOptions.DEFAULT);
            again.start();
            assertThat(again.forceDelete().cause()).isEqualTo(Exit.Cause.EXITED);
        }
    }

    static List<Exit> exits(Rig rig, ContainerId id, boolean added) {
        return rig.events().list(0, Integer.MAX_VALUE).stream()
                .map(EventRecord::event)
                .filter(event -> event instanceof TaskEvent.Exited exited
                        && exited.containerId().equals(id)
                        && (exited.execId() != null) == added)
                .map(event -> ((TaskEvent.Exited) event).exit())
                .toList();
    }

    private static void reboot(Rig rig, List<Task> tasks) throws Exception {
        try (LinuxPosix posix = new LinuxPosix()) {
            for (Task task : tasks) {
                try (PidFd shim = posix.pidfdOpen((int) task.info().shimPid())) {
                    // the cgroups go with the kernel, too; runc can only remove them while it still knows the container
                    Process runc = new ProcessBuilder(
                                    "runc",
                                    "--root",
                                    rig.settings()
                                            .runtimeRoot()
                                            .resolve(rig.namespace().name())
                                            .toString(),
                                    "delete",
                                    "--force",
                                    task.id().value())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
                    assertThat(runc.waitFor(30, SECONDS)).isTrue();
                    shim.sendSignal(SIGKILL);
                    shim.exited().toCompletableFuture().get(30, SECONDS);
                }
                Path record = rig.settings()
                        .root()
                        .resolve(rig.namespace().name())
                        .resolve(task.id().value())
                        .resolve("task.properties");
                String text = Files.readString(record);
                String other = text.replaceFirst("(?m)^boot_id=.*$", "boot_id=" + UUID.randomUUID());
                assertThat(other).isNotEqualTo(text);
                // what is changed by hand has no checksum, as of an earlier version
                Files.writeString(record, other.replace("version=2", "version=1"));
            }
        }
        removeAll(rig.settings().state());
    }

    private static void removeAll(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
