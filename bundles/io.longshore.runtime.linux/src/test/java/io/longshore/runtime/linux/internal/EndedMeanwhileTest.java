// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.UnknownException;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is answered when the process ends while a call about it is under way. */
class EndedMeanwhileTest extends RuntimeWithProcesses {
    private final UnknownException raw = new UnknownException("the OCI runtime's own words");

    static Stream<Arguments> calls() {
        return Stream.of(
                call("exec one", FailedPreconditionException.class, task -> task.exec(ONE, ExecOptions.of("true"))),
                call("pause", FailedPreconditionException.class, Task::pause),
                call(
                        "checkpoint",
                        FailedPreconditionException.class,
                        task -> task.checkpoint(Path.of("/image"), CheckpointOptions.DEFAULT)),
                call("kill", NotFoundException.class, task -> task.kill(Signal.KILL, false)),
                call("pids", NotFoundException.class, Task::pids),
                call(
                        "update",
                        NotFoundException.class,
                        task -> task.update(LinuxResources.builder().build())),
                call("resizePty", NotFoundException.class, task -> task.resizePty(80, 25)),
                call("closeStdin", NotFoundException.class, Task::closeStdin));
    }

    private static Arguments call(String call, Class<? extends LongshoreException> refusal, Consumer<Task> action) {
        return Arguments.of(call, refusal, action);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void whatTheShimSaysOfATaskThatHasEndedIsNotTheAnswer(
            String call, Class<? extends LongshoreException> refusal, Consumer<Task> action) {
        Task task = running();
        // it knows, and has not told yet
        shims.untold = Exit.exited(0, NOW);
        shims.failing(call, raw);

        assertThatThrownBy(() -> action.accept(task))
                .isInstanceOf(refusal)
                .hasMessage("task ns/web has ended")
                .hasCause(raw);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void whatTheShimSaysOfATaskThatGoesOnIsTheAnswer(
            String call, Class<? extends LongshoreException> refusal, Consumer<Task> action) {
        Task task = running();
        shims.failing(call, raw);

        assertThatThrownBy(() -> action.accept(task)).isSameAs(raw);
    }

    @Test
    void shimThatDoesNotSayWhetherItHasEndedChangesNothing() {
        Task task = running();
        shims.failing("pause", raw);
        shims.failing("state", new UnavailableException("gone"));

        assertThatThrownBy(task::pause).isSameAs(raw);
    }

    @Test
    void pausedTaskThatHasEndedIsNotPaused() {
        Task task = running();
        task.pause();
        shims.untold = Exit.exited(137, NOW);
        shims.failing("resume", raw);

        assertThatThrownBy(task::resume)
                .isInstanceOf(FailedPreconditionException.class)
                .hasCause(raw);
    }

    @Test
    void checkpointThatEndsTheTaskAndFailsSaysWhy() {
        Task task = running();
        shims.untold = Exit.exited(0, NOW);
        shims.failing("checkpoint", raw);
        CheckpointOptions ending = new CheckpointOptions(true, false, false, false, false, List.of(), "", "");

        assertThatThrownBy(() -> task.checkpoint(Path.of("/image"), ending)).isSameAs(raw);
    }

    @Test
    void addedProcessIsNotStartedInATaskThatHasEnded() throws Exception {
        Task task = running();
        TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
        shims.failing("start one", raw);
        shims.untold = Exit.exited(0, NOW);

        assertThatThrownBy(process::start)
                .isInstanceOf(FailedPreconditionException.class)
                .hasMessage("task ns/web has ended")
                .hasCause(raw);
        // as after any other start that its shim has refused
        assertThat(await(process).status()).isNull();
    }

    @Test
    void addedProcessThatHasEndedIsNotThereToBeToldAnything() {
        Task task = running();
        TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
        process.start();
        shims.untold = Exit.exited(0, NOW);
        shims.failing("resizePty", raw);
        shims.failing("closeStdin", new FailedPreconditionException("the shim's words"));

        assertThatThrownBy(() -> process.resizePty(80, 25))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("process one of task ns/web has ended");
        assertThatThrownBy(process::closeStdin).isInstanceOf(NotFoundException.class);
    }

    @Test
    void exitThatCameMeanwhileIsEnough() {
        Task task = running();
        shims.before.put("pause", () -> {
            shims.exit.complete(Exit.exited(0, NOW));
            shims.failing("state", new UnavailableException("not to be asked"));
            throw raw;
        });

        assertThatThrownBy(task::pause)
                .isInstanceOf(FailedPreconditionException.class)
                .hasCause(raw);
    }

    /** Before its shim has noticed. */
    @Test
    void kernelKnowsWhoHasEnded() throws Exception {
        Process child = new ProcessBuilder("sleep", "60").start();
        FirstProcess process;
        try {
            process = new FirstProcess(child.pid(), KernelProcess.startTime(child.pid()), null);
            assertThat(process.hasEnded()).isFalse();
            assertThat(new FirstProcess(child.pid(), process.startTime() + 1, null).hasEnded())
                    .as("another of its id")
                    .isTrue();
        } finally {
            child.destroyForcibly().waitFor();
        }

        assertThat(process.hasEnded()).isTrue();
        assertThat(new FirstProcess(child.pid(), 0, null).hasEnded())
                .as("never seen")
                .isFalse();
    }
}
