// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.benchmarks.measure.Entry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PlanTest {
    /** On two cores with nothing else to do; the build before it takes one or two more. */
    private static final int MOST_MINUTES = 11;

    private record Known(String name, int seconds) implements Scenario {
        @Override
        public String about() {
            return "about " + name;
        }

        @Override
        public List<Entry> run(Stage stage) {
            return List.of();
        }
    }

    private final Plan plan = new Plan(List.of(new Known("a", 60), new Known("b", 30)), Plan.ROUNDS);

    @Test
    void atFirstItIsWhatIsKnown() {
        assertThat(plan.heading()).isEqualTo("a (1 of 2, about 1:00; all in about 1:30): about a");
    }

    @Test
    void aSlowMachineIsGoingToBeSlow() {
        plan.done(TimeUnit.SECONDS.toNanos(180));

        assertThat(plan.heading()).isEqualTo("b (2 of 2, about 1:30; all in about 1:30): about b");
    }

    @Test
    void fewerRoundsTakeLess() {
        assertThat(new Plan(List.of(new Known("a", 100)), Plan.ROUNDS / 2).heading())
                .isEqualTo("a (1 of 1, about 1:10; all in about 1:10): about a");
    }

    @Test
    void asManyRoundsAreRunAsFitIntoTheTime() {
        List<Scenario> scenarios = List.of(new Known("a", 500));

        assertThat(Plan.rounds(scenarios, 1)).isEqualTo(Plan.ROUNDS);
        assertThat(Plan.rounds(scenarios, 1.4)).isEqualTo(37);
        assertThat(Plan.rounds(scenarios, 20)).isEqualTo(12);
    }

    @Test
    void allScenariosTogetherAreDoneWithinTheTimeThatPeopleHave() {
        assertThat(Scenarios.all().stream().mapToInt(Scenario::seconds).sum())
                .isLessThan((int) TimeUnit.MINUTES.toSeconds(MOST_MINUTES));
    }
}
