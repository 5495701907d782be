// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
    private static final List<String> KNOWN = List.of("lifecycle", "kill", "exec");
    private static final Path RESULTS = Path.of("data/results.json");

    private static Arguments parse(String... words) {
        return Arguments.parse(List.of(words), KNOWN, RESULTS);
    }

    @Test
    void withoutAnyItIsAllScenariosWithAsManyRoundsAsFit() {
        assertThat(parse()).isEqualTo(new Arguments(false, OptionalInt.empty(), RESULTS, KNOWN));
    }

    @Test
    void namedScenariosAreRunInTheKnownOrderAndOnce() {
        assertThat(parse("exec", "lifecycle", "exec").scenarios()).containsExactly("lifecycle", "exec");
    }

    @Test
    void optionsMayStandAnywhere() {
        assertThat(parse("kill", "--rounds", "7", "--results", "other.json", "--list"))
                .isEqualTo(new Arguments(true, OptionalInt.of(7), Path.of("other.json"), List.of("kill")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "some", "", "10001", "99999999999"})
    void roundsAreANumberWithinReason(String rounds) {
        assertThatThrownBy(() -> parse("--rounds", rounds))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 10000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rounds", "--results"})
    void anOptionWithoutItsValueIsRefused(String option) {
        assertThatThrownBy(() -> parse(option))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(option + " needs a value");
    }

    @Test
    void whatIsNotKnownIsRefusedWithWhatIs() {
        assertThatThrownBy(() -> parse("life"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no scenario life")
                .hasMessageContaining("lifecycle, kill, exec");
        assertThatThrownBy(() -> parse("--fast"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no option --fast");
    }

    @Test
    void everyScenarioHasANameOfItsOwn() {
        List<Scenario> all = Scenarios.all();

        assertThat(all.stream().map(Scenario::name).collect(Collectors.toSet())).hasSameSizeAs(all);
        assertThat(all).allSatisfy(scenario -> assertThat(scenario.about()).isNotEmpty());
    }
}
