// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.runtime.TaskState;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SlotModelTest {
    private SlotModel model = new SlotModel(Program.SLEEPS);

    private SlotModel started() {
        model = new SlotModel(Program.SLEEPS);
        for (MoveKind move : new MoveKind[] {MoveKind.RECORD_CREATE, MoveKind.CREATE, MoveKind.START}) {
            assertThat(model.saw(move, Outcome.OK)).isEmpty();
        }
        return model;
    }

    private SlotModel running() {
        assertThat(started().settled(true, TaskState.RUNNING)).isEmpty();
        assertThat(model.worlds()).containsExactly(World.RUNNING);
        return model;
    }

    @Test
    void signalThatTheProgramDoesNotListenToMayEndTheRuntimeThatBecomesIt() {
        assertThat(started().saw(MoveKind.KILL_TERM, Outcome.OK)).isEmpty();
        assertThat(model.saw(MoveKind.INFO, Outcome.state(TaskState.STOPPED))).isEmpty();

        running().saw(MoveKind.KILL_TERM, Outcome.OK);
        assertThat(model.saw(MoveKind.INFO, Outcome.state(TaskState.STOPPED))).isPresent();
    }

    @Test
    void everyMoveHasAnAnswerInEveryWorldOfEveryProgram() {
        for (Program program : Program.values()) {
            for (World world : World.values()) {
                for (MoveKind move : MoveKind.values()) {
                    Answers answers = new Rules(program).of(move, world);
                    assertThat(Arrays.stream(Result.values()))
                            .as("%s in %s", move, world)
                            .anyMatch(result -> !answers.after(result).isEmpty());
                }
            }
        }
    }

    @Test
    void deletionOfWhatRunsMustBeRefused() {
        assertThat(running().saw(MoveKind.DELETE, Outcome.OK)).get().asString().contains("RUNNING");
        assertThat(running().saw(MoveKind.DELETE, Outcome.of(Result.PRECONDITION)))
                .isEmpty();
    }

    @Test
    void taskThatIsKilledEndsAndAnAnswerTellsWhetherItHas() {
        running().saw(MoveKind.KILL, Outcome.OK);
        assertThat(model.worlds()).containsExactlyInAnyOrder(World.ENDING, World.STOPPED);
        assertThat(model.isBoundToEnd()).isTrue();

        assertThat(model.saw(MoveKind.INFO, Outcome.state(TaskState.STOPPED))).isEmpty();
        assertThat(model.saw(MoveKind.WAIT, Outcome.OK)).isEmpty();
        assertThat(model.worlds()).containsExactly(World.STOPPED);
        assertThat(model.saw(MoveKind.WAIT, Outcome.of(Result.DEADLINE))).isPresent();
    }

    @Test
    void taskThatHasEndedNeverRunsAgain() {
        running().saw(MoveKind.KILL, Outcome.OK);
        model.saw(MoveKind.WAIT, Outcome.OK);

        assertThat(model.saw(MoveKind.REFRESH, Outcome.state(TaskState.RUNNING)))
                .isPresent();
    }

    @Test
    void answerThatDidNotComeMayHaveBeenBoth() {
        running().saw(MoveKind.PAUSE, Outcome.of(Result.DEADLINE));

        assertThat(model.worlds()).containsExactlyInAnyOrder(World.RUNNING, World.PAUSED);
        assertThat(model.settled(true, TaskState.PAUSED)).isEmpty();
        assertThat(model.worlds()).containsExactly(World.PAUSED);
    }

    @Test
    void shimIsUnavailableOnlyWhereItWasDisturbed() {
        running();
        assertThat(model.saw(MoveKind.PAUSE, Outcome.of(Result.UNAVAILABLE))).isPresent();
        model.disturb();
        assertThat(model.saw(MoveKind.PAUSE, Outcome.of(Result.UNAVAILABLE))).isEmpty();
        assertThat(model.saw(MoveKind.CREATE, Outcome.OK)).as("a second task").isPresent();
    }

    @Test
    void whatIsLostIsGoneAndNotThereAgain() {
        running().saw(MoveKind.SHIM_KILL, Outcome.OK);

        assertThat(model.saw(MoveKind.REFRESH, Outcome.of(Result.UNAVAILABLE))).isEmpty();
        assertThat(model.settled(true, TaskState.RUNNING)).isPresent();
    }

    @Test
    void whatIsThereInTheEndMustBeWhatTheWorldsExplain() {
        running();

        assertThat(model.settled(true, null)).get().asString().contains("NO_TASK", "RUNNING");
        assertThat(model.worlds()).containsExactly(World.NO_TASK);
    }
}
