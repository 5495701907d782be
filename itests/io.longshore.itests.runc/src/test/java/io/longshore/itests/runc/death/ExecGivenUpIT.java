// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.death;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.ExecId;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import io.longshore.itests.runc.EveryShimProcess;
import io.longshore.itests.support.Impatient;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** R19: a shim that hangs adds the process when it goes on, though nobody waits for that any more; its id is free. */
@EveryShimProcess
class ExecGivenUpIT {
    private static final int SIGSTOP = 19;
    private static final int SIGCONT = 18;
    private static final ExecId ID = new ExecId("given-up");
    private static final ExecId OTHER = new ExecId("other");

    @Parameter
    private ShimKind kind;

    private final LinuxPosix posix = new LinuxPosix();
    private Rig rig;
    private Task task;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind, Impatient::settings);
        task = rig.task("web", "sleep", "1000");
        task.start();
        signalShim(SIGSTOP);
    }

    @AfterEach
    void close() throws Exception {
        signalShim(SIGCONT);
        rig.close();
        posix.close();
    }

    private void signalShim(int signal) {
        posix.kill((int) task.info().shimPid(), signal);
    }

    private void idIsFree() throws Exception {
        assertThatThrownBy(() -> task.process(ID)).isInstanceOf(NotFoundException.class);
        signalShim(SIGCONT);
        // the shim takes its calls in order: it has added the other one by now
        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
        task.exec(OTHER, ExecOptions.of("true")).delete();

        TaskProcess process = task.exec(ID, ExecOptions.of("sh", "-c", "exit 3"));

        process.start();
        assertThat(process.exit().toCompletableFuture().get(30, SECONDS).status())
                .isEqualTo(3);
        process.delete();
        assertThat(task.processes()).isEmpty();
        assertThat(rig.topics("web")).endsWith("/tasks/exec-added", "/tasks/exec-started", "/tasks/exit");
    }

    @Test
    void idByWhichTheShimHasTheFirstProcessIsTaken() {
        signalShim(SIGCONT);

        assertThatThrownBy(() -> task.exec(new ExecId("web"), ExecOptions.of("true")))
                .isInstanceOf(AlreadyExistsException.class);

        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void idOfAnExecThatTookTooLongIsFree() throws Exception {
        assertThatThrownBy(() -> task.exec(ID, ExecOptions.of("true"))).isInstanceOf(DeadlineExceededException.class);

        idIsFree();
    }

    @Test
    void idOfAnExecThatWasInterruptedIsFree() throws Exception {
        FutureTask<TaskProcess> exec = new FutureTask<>(() -> task.exec(ID, ExecOptions.of("true")));
        Thread caller = new Thread(exec, "longshore-test-exec");
        caller.start();
        await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);

        caller.interrupt();

        assertThatThrownBy(() -> exec.get(10, SECONDS)).hasCauseInstanceOf(CancelledException.class);
        caller.join();
        idIsFree();
    }
}
