// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.UnavailableException;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.runtime.OperationFigures;
import io.longshore.api.runtime.RestoreResult;
import io.longshore.api.runtime.RuntimeProgram;
import io.longshore.api.runtime.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RuntimeStatusTest extends RuntimeWithFakeShims {
    @Test
    void theConfigurationInEffectHasEveryKeyAndTheDirectoriesAsTheyAre() {
        assertThat(runtime.status().configuration())
                .containsOnlyKeys(
                        "shim",
                        "runtime",
                        "runtime_root",
                        "root",
                        "state",
                        "no_shim",
                        "shim_debug",
                        "default_runtime",
                        "call_timeout",
                        "create_timeout",
                        "kill_timeout",
                        "restore_timeout",
                        "exit_timeout")
                .containsEntry("runtime", "/bin/true")
                .containsEntry("root", directory.resolve("root").toString())
                .containsEntry("kill_timeout", "200");
        assertThat(runtime.status().platform().cgroups()).isIn("v1", "v2", "hybrid");
        assertThat(runtime.status().platform().os()).isEqualTo("Linux");
    }

    @Test
    void operationsAreCountedAndTimedWithTheirFailures() {
        Task task = create();
        assertThatThrownBy(this::create).isInstanceOf(AlreadyExistsException.class);
        task.start();
        task.forceDelete();

        List<OperationFigures> figures = runtime.status().operations();

        assertThat(figures).extracting(OperationFigures::operation).containsExactly("create", "start", "delete");
        assertThat(figures).extracting(OperationFigures::count).containsExactly(2L, 1L, 1L);
        assertThat(figures).extracting(OperationFigures::failures).containsExactly(1L, 0L, 0L);
        assertThat(figures).allSatisfy(row -> {
            assertThat(row.medianMillis()).isPositive();
            assertThat(row.p95Millis()).isGreaterThanOrEqualTo(row.medianMillis());
        });
    }

    @Test
    void whatBecameOfTheTasksOfAnEarlierRunIsCounted() {
        assertThat(runtime.status().restore()).isEqualTo(RestoreResult.NOTHING);
        create().start();

        reopen();
        RestoreResult found = runtime.status().restore();
        shims.failing("connect", new UnavailableException("too many open files"));
        reopen();
        RestoreResult silent = runtime.status().restore();
        shims.before.clear();
        shims.alive = false;
        reopen();
        RestoreResult gone = runtime.status().restore();

        assertThat(found).isEqualTo(new RestoreResult(1, 0, 0, found.duration(), true));
        assertThat(found.duration()).isPositive();
        assertThat(silent).isEqualTo(new RestoreResult(0, 1, 0, silent.duration(), true));
        assertThat(gone).isEqualTo(new RestoreResult(0, 0, 1, gone.duration(), true));
    }

    @Test
    void whatIsMissingIsToldUntilAContainerWasMadeWithIt() throws Exception {
        Path late = directory.resolve("late-runc");
        program = late.toString();
        reopen();
        runtime.refreshPrograms();
        assertThat(runtime.status().missing())
                .anySatisfy(line -> assertThat(line).contains(late.toString()));
        assertThatThrownBy(this::create).hasMessageContaining(late.toString());

        Files.createSymbolicLink(late, Path.of("/bin/true"));
        create();

        Awaitility.await()
                .untilAsserted(() -> assertThat(runtime.status().missing())
                        .noneSatisfy(line -> assertThat(line).contains(late.toString())));
    }

    @Test
    void aProgramThatIsMissingIsFoundLaterWithoutARestart() throws Exception {
        Path shim = directory.resolve("late-shim");
        RuntimeSettings settings = RuntimeSettings.defaults(directory.resolve("root2"), directory.resolve("state2"))
                .withRuntime("/nowhere/runc")
                .withShimBinary(shim.toString());
        try (LinuxRuntime other =
                LinuxRuntime.open(settings, new OneContainer(null), events, List.of(shims), posix, Clock.systemUTC())) {
            List<RuntimeProgram> before = other.refreshPrograms();
            Files.createFile(shim, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.writeString(shim, "#!/bin/sh\necho '  Version: 1.7.2'\n");

            List<RuntimeProgram> after = other.refreshPrograms();

            assertThat(before).extracting(RuntimeProgram::key).containsExactly("runtime", "shim");
            assertThat(before).allSatisfy(program -> {
                assertThat(program.path()).isEmpty();
                assertThat(program.version()).isEmpty();
                assertThat(program.problem()).contains("etc/io.longshore.runtime.linux.cfg");
            });
            assertThat(after.get(1))
                    .isEqualTo(new RuntimeProgram("shim", shim.toString(), shim.toString(), "1.7.2", ""));
            assertThat(other.status().programs()).isEqualTo(after);
        }
    }

    @Test
    void theStatusIsToldFromMemoryAndLooksForNoProgram() throws Exception {
        Path shim = directory.resolve("later-shim");
        RuntimeSettings settings = RuntimeSettings.defaults(directory.resolve("root2"), directory.resolve("state2"))
                .withShimBinary(shim.toString());
        try (LinuxRuntime other =
                LinuxRuntime.open(settings, new OneContainer(null), events, List.of(shims), posix, Clock.systemUTC())) {
            other.refreshPrograms();
            Files.createFile(shim, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            other.status();
            shims.lookers.clear();
            for (int i = 0; i < 10; i++) {
                other.status();
            }

            // the runtime itself looks once, whenever it comes to it
            assertThat(shims.lookers).doesNotContain(Thread.currentThread());
            assertThat(other.status().configuration()).containsEntry("default_runtime", RuntimeInfo.LINUX_V1);
        }
    }
}
