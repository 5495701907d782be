// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.NotFoundException;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskState;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EveryShim
class LifecycleIT {
    @Parameter
    private ShimKind kind;

    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private static Exit await(Task task) throws Exception {
        return task.exit().toCompletableFuture().get(30, SECONDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 42, 255})
    void exitCodeIsTheProcesss(int status) throws Exception {
        Task task = rig.task("codes", "sh", "-c", "exit " + status);
        assertThat(task.info().state()).isEqualTo(TaskState.CREATED);

        task.start();
        Exit exit = await(task);

        assertThat(exit.status()).isEqualTo(status);
        assertThat(exit.cause()).isEqualTo(Exit.Cause.EXITED);
        assertThat(task.info().state()).isEqualTo(TaskState.STOPPED);
        assertThat(task.delete()).isEqualTo(exit);
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void killedProcessReports137() throws Exception {
        Task task = rig.task("killed", "sleep", "1000");
        task.start();
        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
        assertThat(ProcessHandle.of(task.info().pid())).isPresent();

        task.kill(Signal.KILL, false);

        assertThat(await(task).status()).isEqualTo(137);
        assertThatThrownBy(() -> task.kill(Signal.KILL, false)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void eventsComeInOrderWithTheirFields() throws Exception {
        Task task = rig.task("events", "sh", "-c", "exit 7");
        task.start();
        await(task);
        task.delete();
        rig.containers().delete(rig.namespace(), task.id());

        assertThat(rig.topics("events"))
                .containsExactly(
                        "/containers/create",
                        "/tasks/create",
                        "/tasks/start",
                        "/tasks/exit",
                        "/tasks/delete",
                        "/containers/delete");
        long pid = task.info().pid();
        List<TaskEvent> events = new ArrayList<>();
        for (EventRecord record : rig.events().list(0, 100)) {
            if (record.event() instanceof TaskEvent event) {
                events.add(event);
            }
        }
        assertThat(events.get(0)).isInstanceOfSatisfying(TaskEvent.Created.class, created -> {
            assertThat(created.pid()).isEqualTo(pid);
            assertThat(created.bundle()).isEqualTo(task.info().bundle().toString());
        });
        assertThat(events.get(1)).isEqualTo(new TaskEvent.Started(rig.namespace(), task.id(), pid));
        assertThat(events.get(2)).isInstanceOfSatisfying(TaskEvent.Exited.class, exited -> {
            assertThat(exited.pid()).isEqualTo(pid);
            assertThat(exited.exit().status()).isEqualTo(7);
        });
        assertThat(events.get(3)).isInstanceOf(TaskEvent.Deleted.class);
    }

    @Test
    void fastExitsNeverOvertakeTheirStart() throws Exception {
        for (int i = 0; i < 50; i++) {
            String id = "fast" + i;
            Task task = rig.task(id, "true");
            task.start();
            assertThat(await(task).status()).isZero();
            task.delete();

            assertThat(rig.topics(id))
                    .containsExactly(
                            "/containers/create", "/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
        }
    }

    @Test
    void outputGoesToTheFile() throws Exception {
        Path output = rig.directory().resolve("output.log");
        ContainerId id = rig.container("output", "sh", "-c", "echo to stdout; echo to stderr >&2");
        Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.with(Stdio.toFile(output)));
        task.start();
        await(task);
        task.delete();

        assertThat(Files.readAllLines(output)).containsExactlyInAnyOrder("to stdout", "to stderr");
    }

    @Test
    void lastWordsBeforeTheEndAreNeverLost() throws Exception {
        for (int i = 0; i < 100; i++) {
            Path output = rig.directory().resolve("output" + i + ".log");
            ContainerId id = rig.container("words" + i, "sh", "-c", "echo to stdout; echo to stderr >&2");
            Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.with(Stdio.toFile(output)));
            task.start();
            await(task);
            task.delete();

            assertThat(Files.readAllLines(output)).containsExactlyInAnyOrder("to stdout", "to stderr");
        }
    }

    @Test
    void signalMaskInsideIsEmpty() throws Exception {
        Path output = rig.directory().resolve("output.log");
        ContainerId id = rig.container("mask", "grep", "SigBlk", "/proc/self/status");
        Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.with(Stdio.toFile(output)));
        task.start();
        await(task);

        assertThat(Files.readString(output).strip()).isEqualTo("SigBlk:\t0000000000000000");
    }

    @Test
    void runningTaskIsNotDeletedUnlessForced() throws Exception {
        Task task = rig.task("running", "sleep", "1000");
        task.start();

        assertThatThrownBy(task::delete).isInstanceOf(FailedPreconditionException.class);
        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);

        assertThat(task.forceDelete().status()).isEqualTo(137);
        assertThat(rig.leftovers()).isEmpty();
        assertThatThrownBy(task::delete).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> rig.runtime().get(rig.namespace(), task.id())).isInstanceOf(NotFoundException.class);
    }

    @Test
    void taskThatWasNeverStartedIsDeleted() throws Exception {
        Task task = rig.task("created", "sleep", "1000");

        Exit exit = task.delete();

        assertThat(exit.status()).isEqualTo(137);
        assertThat(rig.topics("created"))
                .containsExactly("/containers/create", "/tasks/create", "/tasks/exit", "/tasks/delete");
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void startingTwiceIsRefused() {
        Task task = rig.task("twice", "sleep", "1000");
        task.start();

        assertThatThrownBy(task::start).isInstanceOf(FailedPreconditionException.class);
        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void idCanBeUsedAgain() throws Exception {
        for (int i = 0; i < 3; i++) {
            Task task = rig.task("again", "true");
            task.start();
            await(task);
            task.delete();
            rig.containers().delete(rig.namespace(), task.id());
        }
    }

    @Test
    void rootfsIsMountedByTheShimAndUnmountedByDelete() throws Exception {
        ContainerId id = new ContainerId("mounted");
        rig.container(
                "mounted",
                OciSpec.builder(rig.namespace(), id).args("sh", "-c", "exit 3").build());
        Mount bind = new Mount("bind", rig.rootfs().toString(), List.of("rbind", "rw"));
        Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.DEFAULT.withRootfs(bind));
        task.start();

        assertThat(await(task).status()).isEqualTo(3);
        assertThat(rig.leftovers()).anyMatch(line -> line.startsWith("mount "));
        task.delete();
        assertThat(rig.leftovers()).isEmpty();
        assertThat(rig.rootfs().resolve("bin/busybox")).exists();
    }

    @Test
    void directoriesHaveTheSeedsModes() throws Exception {
        Task task = rig.task("modes", "sleep", "1000");
        Path bundle = task.info().bundle();
        Path work = rig.settings().root().resolve(rig.namespace().name()).resolve("modes");

        assertThat(mode(rig.settings().state())).isEqualTo("rwx--x--x");
        assertThat(mode(bundle.getParent())).isEqualTo("rwx--x--x");
        assertThat(mode(bundle)).isEqualTo("rwx------");
        assertThat(mode(bundle.resolve("rootfs"))).isEqualTo("rwx--x--x");
        assertThat(mode(work)).isEqualTo("rwx--x--x");
        assertThat(bundle.resolve("init.pid"))
                .hasContent(String.valueOf(task.info().pid()));
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void refreshAsksTheShim() throws Exception {
        Task task = rig.task("refresh", "sleep", "1000");
        task.start();

        TaskInfo info = task.refresh();

        assertThat(info.state()).isEqualTo(TaskState.RUNNING);
        assertThat(rig.runtime().list(rig.namespace())).containsExactly(task);
    }

    @Test
    void manyLiveSideBySide() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(8);
        try {
            List<Future<Exit>> exits = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                int status = i;
                exits.add(executor.submit(() -> {
                    Task task = rig.task("many" + status, "sh", "-c", "exit " + status);
                    task.start();
                    await(task);
                    return task.delete();
                }));
            }
            for (int i = 0; i < exits.size(); i++) {
                assertThat(exits.get(i).get(60, SECONDS).status()).isEqualTo(i);
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(rig.leftovers()).isEmpty();
    }
}
