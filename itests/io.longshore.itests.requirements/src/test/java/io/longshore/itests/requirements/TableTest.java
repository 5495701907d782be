// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.requirements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
    private static final List<String> PAGE = List.of(
            "# Tests",
            "| `NotThisTest` | | |",
            "## First",
            "What it is about. `NorThisTest` is not in the table.",
            "",
            "| | requirement | shown by |",
            "|---|---|---|",
            "| R1 | With `refresh`. | `OneTest.works`, `.isRefused`, then `TwoIT` (of `itests.runc`) |",
            "| R2 | Another. | `TwoIT`, `shim_debug` |",
            "",
            "## Second",
            "",
            "| operation | works | is refused |",
            "|---|---|---|",
            "| `Task.start` | `OneTest.works` | the same, `.isRefused`, `TwoIT.refused` |");

    @Test
    void testsAreWhatIsNamedLikeAClassOrAMethodOfTheOneBefore() {
        assertThat(Table.below("First", PAGE).rows())
                .containsExactly(
                        new Row(
                                "R1",
                                "With `refresh`.",
                                List.of(
                                        new NamedTest("OneTest", "works"),
                                        new NamedTest("OneTest", "isRefused"),
                                        new NamedTest("TwoIT", ""))),
                        new Row("R2", "Another.", List.of(new NamedTest("TwoIT", ""))));
    }

    @Test
    void bothColumnsMayHaveTests() {
        assertThat(Table.below("Second", PAGE).rows())
                .containsExactly(new Row(
                        "`Task.start`",
                        "",
                        List.of(
                                new NamedTest("OneTest", "works"),
                                new NamedTest("OneTest", "isRefused"),
                                new NamedTest("TwoIT", "refused"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "| R3 | Without a test. | nothing yet |",
                "| R3 | A column less. |",
                "| R3 | Of no class. | `.method` |",
                "no table"
            })
    void whatIsNoneIsRefused(String row) {
        List<String> page = List.of("## Third", "", "| | requirement | shown by |", "|---|---|---|", row);

        assertThatThrownBy(() -> Table.below("Third", page)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aHeadingThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> Table.below("Fourth", PAGE)).isInstanceOf(IllegalArgumentException.class);
    }
}
