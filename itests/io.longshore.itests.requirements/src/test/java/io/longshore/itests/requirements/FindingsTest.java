// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.requirements;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.itests.requirements.TestResult.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private static final Table TABLE = new Table(
            "Requirements",
            List.of(
                    new Row("R1", "The first.", List.of(new NamedTest("OneTest", ""), new NamedTest("TwoIT", "works"))),
                    new Row("R2", "The second.", List.of(new NamedTest("TwoIT", "works")))));

    private static final TestResult ONE = new TestResult("OneTest", "a", Outcome.PASSED);
    private static final TestResult TWO = new TestResult("TwoIT", "works", Outcome.PASSED);

    @Test
    void whatPassedIsShownWhateverElseWasRun() {
        Findings findings =
                findings(ONE, TWO, TWO, new TestResult("TwoIT", "isNotNamed", Outcome.FAILED), skipped("OneTest"));

        assertThat(findings.notShown()).isEmpty();
    }

    @Test
    void aTestOfWhichThereIsNoResultIsSaid() {
        assertThat(findings(TWO).notShown()).containsExactly("R1: no result of OneTest");
    }

    @Test
    void oneRoundThatFailedIsEnough() {
        assertThat(findings(ONE, TWO, new TestResult("TwoIT", "works", Outcome.FAILED))
                        .notShown())
                .containsExactly("R1: TwoIT.works failed", "R2: TwoIT.works failed");
    }

    @Test
    void whatWasOnlySkippedIsNotShown() {
        assertThat(findings(ONE, new TestResult("TwoIT", "works", Outcome.SKIPPED))
                        .notShown())
                .containsExactly("R2: none of its tests was run and passed");
    }

    @Test
    void thePageHasEveryTestWithItsResult() {
        assertThat(findings(ONE, skipped("OneTest"), TWO).page()).endsWith("""
                ## Requirements

                | | | test | result |
                |---|---|---|---|
                | R1 | The first. | `OneTest` | 1 passed, 1 skipped |
                | |  | `TwoIT.works` | 1 passed |
                | R2 | The second. | `TwoIT.works` | 1 passed |
                """);
    }

    @Test
    void theSummaryCountsEachTestOnce() {
        assertThat(findings(ONE, skipped("OneTest"), TWO).summary())
                .isEqualTo("Requirements: 2, with 2 tests: 2 passed, 1 skipped.");
        assertThat(findings().summary()).isEqualTo("Requirements: 2, with 2 tests: **not run**.");
    }

    private static TestResult skipped(String type) {
        return new TestResult(type, "b", Outcome.SKIPPED);
    }

    private static Findings findings(TestResult... results) {
        return new Findings(List.of(TABLE), List.of(results));
    }
}
