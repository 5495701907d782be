// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.death;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.UnknownException;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import io.longshore.itests.runc.EveryShimProcess;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A shim answers that it ended with status 0, and breaks down when it is started again. */
@EveryShimProcess
class ExecThatCannotStartIT {
    @Parameter
    private ShimKind kind;

    private static final ExecId BAD = new ExecId("bad");

    @ParameterizedTest(name = "restarted meanwhile: {0}")
    @ValueSource(booleans = {false, true})
    void itHasNoStatusAndCannotBeStartedAgainAndTheContainerLives(boolean restarted) throws Exception {
        try (Rig rig = Rig.open(kind)) {
            Task task = rig.task("web", "sleep", "1000");
            task.start();
            TaskProcess process = task.exec(BAD, ExecOptions.of("/no/such"));
            assertThatThrownBy(process::start)
                    .isInstanceOf(UnknownException.class)
                    .hasMessageContaining("/no/such");

            if (restarted) {
                rig.restart();
                task = rig.runtime().get(rig.namespace(), task.id());
                process = task.process(BAD);
            }

            Exit exit = process.exit().toCompletableFuture().get(30, SECONDS);
            assertThat(exit.status()).isNull();
            assertThat(exit.cause()).isEqualTo(Exit.Cause.UNOBSERVED);
            assertThatThrownBy(process::start).isInstanceOf(FailedPreconditionException.class);
            process.delete();
            TaskProcess good = task.exec(BAD, ExecOptions.of("sh", "-c", "exit 3"));
            good.start();
            assertThat(good.exit().toCompletableFuture().get(30, SECONDS).status())
                    .isEqualTo(3);
            assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
        }
    }

    /** The shim has answered the start, and not yet the wait for the exit. */
    @Test
    void itIsNotStartedAgainHoweverSoonThatIsTried() throws Exception {
        try (Rig rig = Rig.open(kind)) {
            Task task = rig.task("web", "sleep", "1000");
            task.start();
            for (int i = 0; i < 30; i++) {
                TaskProcess process = task.exec(new ExecId("bad" + i), ExecOptions.of("/no/such"));
                assertThatThrownBy(process::start).isInstanceOf(UnknownException.class);
                assertThatThrownBy(process::start).isInstanceOf(FailedPreconditionException.class);
                process.delete();
            }

            assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
        }
    }
}
