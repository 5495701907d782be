// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.faults;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.longshore.api.ContainerId;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.itests.runc.EveryShim;
import io.longshore.itests.support.Impatient;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * R11: Longshore's directories are on a small file system of their own, which becomes full, or cannot be written any more.
 * Kills work, exits are told, a creation fails and leaves nothing; and all goes on when there is room again.
 */
@EveryShim
class DiskFaultsIT {
    private static final Logger LOG = LoggerFactory.getLogger(DiskFaultsIT.class);

    /** What is wrong, and with which of the directories. */
    enum Fault {
        ALL_FULL,
        STATE_READ_ONLY,
        ROOT_READ_ONLY
    }

    @Parameter
    private ShimKind kind;

    private final List<Path> mounted = new ArrayList<>();
    private Rig rig;
    private Path disk;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind, Impatient::settings);
        disk = rig.directory().resolve("disk");
        rig.restartAfter(() -> {
            Files.createDirectory(disk);
            mount("-t", "tmpfs", "-o", "size=32m", "tmpfs", disk);
            for (String name : List.of("root", "state", "events", "metadata")) {
                Path own = disk.resolve(name);
                run("cp", "-a", rig.directory().resolve(name).toString(), own.toString());
                mount("--bind", own.toString(), rig.directory().resolve(name));
            }
        });
    }

    @AfterEach
    void close() throws Exception {
        try {
            for (Task task : rig.runtime().list()) {
                delete(task);
            }
            rig.restartAfter(() -> {
                for (int i = mounted.size() - 1; i >= 0; i--) {
                    run("umount", "--lazy", mounted.get(i).toString());
                }
            });
        } finally {
            rig.close();
        }
    }

    private void mount(Object... arguments) throws Exception {
        Path target = (Path) arguments[arguments.length - 1];
        List<String> command = new ArrayList<>(List.of("mount"));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        run(command.toArray(String[]::new));
        mounted.add(target);
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(30, SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }

    private void fail(Fault fault) throws Exception {
        switch (fault) {
            case ALL_FULL -> fill(disk.resolve("filler"));
            case STATE_READ_ONLY -> cover(rig.settings().state());
            case ROOT_READ_ONLY -> cover(rig.settings().root());
        }
    }

    private void repair(Fault fault) throws Exception {
        switch (fault) {
            case ALL_FULL -> Files.delete(disk.resolve("filler"));
            case STATE_READ_ONLY -> uncover(rig.settings().state());
            case ROOT_READ_ONLY -> uncover(rig.settings().root());
        }
    }

    /** With itself, to be read only: what has files open for writing, such as a lock, cannot become that. */
    private static void cover(Path directory) throws Exception {
        run("mount", "--bind", directory.toString(), directory.toString());
        run("mount", "-o", "remount,bind,ro", directory.toString());
    }

    private static void uncover(Path directory) throws Exception {
        run("umount", "--lazy", directory.toString());
    }

    private static void fill(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int size = 1 << 16; size > 0; size /= 2) {
                fill(out, new byte[size]);
            }
        }
    }

    private static void fill(OutputStream out, byte[] chunk) {
        try {
            while (true) {
                out.write(chunk);
            }
        } catch (IOException e) {
            LOG.debug("no room for {} bytes more", chunk.length, e);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void killsWorkExitsAreToldAndNothingIsLeft(Fault fault) throws Exception {
        Task killed = running("killed");
        Task forced = running("forced");
        ContainerId refused = rig.container("refused", "sleep", "1000");
        fail(fault);
        try {
            if (fault == Fault.STATE_READ_ONLY && kind != ShimKind.LOCAL) {
                // the OCI runtime, which a shim starts for a signal, cannot write its log there
                assertThatThrownBy(() -> killed.kill(Signal.KILL, false)).isInstanceOf(LongshoreException.class);
                delete(killed);
            } else {
                killed.kill(Signal.KILL, false);
            }
            assertEnded(killed, fault);
            assertThat(rig.topics("killed")).containsOnlyOnce("/tasks/exit");

            assertThatThrownBy(() -> rig.runtime().create(rig.namespace(), refused, CreateOptions.DEFAULT))
                    .isInstanceOf(LongshoreException.class);

            delete(forced);
            assertEnded(forced, fault);
            assertThat(rig.topics("forced")).containsOnlyOnce("/tasks/exit");
        } finally {
            repair(fault);
        }

        for (Task task : rig.runtime().list()) {
            delete(task);
        }
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(filesOfTasks()).isEmpty());
        Task again = rig.runtime().create(rig.namespace(), refused, CreateOptions.DEFAULT);
        again.start();
        again.forceDelete();
        assertThat(rig.topics("killed")).containsOnlyOnce("/tasks/exit").endsWith("/tasks/delete");
        assertThat(rig.topics("refused")).containsOnlyOnce("/tasks/create");
    }

    /** Where a shim cannot leave word of it, nobody may have seen with which status. */
    private void assertEnded(Task task, Fault fault) throws Exception {
        Integer status = task.exit().toCompletableFuture().get(30, SECONDS).status();
        if (status != null || fault != Fault.STATE_READ_ONLY) {
            assertThat(status).isEqualTo(137);
        }
    }

    /** The file system itself is mounted in the rig's directory, which would be told as left. */
    private List<String> filesOfTasks() {
        return rig.leftovers().stream()
                .filter(line -> !line.startsWith("mount"))
                .toList();
    }

    private Task running(String id) {
        Task task = rig.task(id, "sleep", "1000");
        task.start();
        return task;
    }

    /** What cannot be removed now is removed by whoever repeats it. */
    private static void delete(Task task) {
        try {
            task.forceDelete();
        } catch (NotFoundException e) {
            LOG.info("{} was removed meanwhile", task.id());
        } catch (LongshoreException e) {
            LOG.info("{} stays for now: {}", task.id(), e.getMessage());
        }
    }
}
