// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.runtime.linux.internal.cgroup.Cgroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left of a task is ended without its shim, and if need be without the OCI runtime. */
class WreckageTest extends RuntimeWithFakeShims {
    private Process process;

    @BeforeEach
    void start() throws Exception {
        process = new ProcessBuilder("sleep", "60").start();
        program = Files.copy(Path.of("/bin/true"), directory.resolve("program")).toString();
        reopen();
    }

    @AfterEach
    void end() throws Exception {
        process.destroyForcibly();
        assertThat(process.waitFor(10, SECONDS)).isTrue();
    }

    /** The process is in the task's cgroup. */
    private Task running() throws Exception {
        Task task = create();
        task.start();
        Path pids = Files.createDirectories(directory.resolve("pids"));
        Files.writeString(pids.resolve("cgroup.procs"), process.pid() + "\n");
        Cgroup cgroup = new Cgroup(Map.of("pids", pids));
        ((LinuxTask) task)
                .parts()
                .record()
                .update(known -> known.started(new FirstProcess(FakeShims.PID, 0, cgroup), NOW));
        return task;
    }

    /** R8, R35. */
    @Test
    void containerOfADeadShimIsKilledThoughTheOciRuntimeIsGone() throws Exception {
        Task task = running();
        Files.delete(Path.of(program));

        shims.lost.complete(null);

        assertThat(process.waitFor(10, SECONDS)).isTrue();
        Files.copy(Path.of("/bin/true"), Path.of(program));
        assertThat(task.forceDelete().cause()).isEqualTo(Exit.Cause.SHIM_LOST);
        assertThat(files()).isEmpty();
    }

    /** R5, R35. */
    @Test
    void containerIsKilledByForceThoughNeitherItsShimNorTheOciRuntimeDoesIt() throws Exception {
        Task task = running();
        Files.delete(Path.of(program));
        shims.failing("kill", new UnavailableException("hung"));
        shims.failing("reclaim", new UnavailableException("and not even killed"));

        assertThatThrownBy(task::forceDelete).isInstanceOf(UnavailableException.class);
        assertThat(process.waitFor(10, SECONDS)).isTrue();
        shims.before.remove("reclaim");
        assertThatThrownBy(task::forceDelete).isInstanceOf(FailedPreconditionException.class);
    }

    @Test
    void nothingIsKilledInACgroupThatAnotherTaskIsInToo() throws Exception {
        Task task = running();
        shims.pid = process.pid();
        Task other = runtime.create(NS, new ContainerId("web2"), CreateOptions.DEFAULT);
        shims.failing("kill", new UnavailableException("hung"));

        task.forceDelete();

        assertThat(process.isAlive()).isTrue();
        assertThat(other.info().exit()).isNull();
    }

    /** What was created for it is known until nothing is left of it. */
    @Test
    void creationThatIsTakenBackIsKnownByItsProcess() throws Exception {
        TaskRecord record = intent(directory)
                .created(new FirstProcess(FakeShims.PID, 7, null), NOW)
                .takenBack();

        assertThat(record.isIntent()).isTrue();
        assertThat(record.process().startTime()).isEqualTo(7);
    }
}
