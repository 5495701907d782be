// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WalkArgumentsTest {
    private static WalkArguments parse(String words) {
        return WalkArguments.parse(words.isEmpty() ? List.of() : List.of(words.split(" ")), 99);
    }

    @Test
    void whatIsNotSaidIsByDefault() {
        assertThat(parse("")).isEqualTo(new WalkArguments(99, WalkArguments.MINUTES, WalkArguments.ROUNDS));
        assertThat(parse("--seed 5 --rounds 3 --minutes 2")).isEqualTo(new WalkArguments(5, 2, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--seed", "--seed x", "--seed -1", "--minutes 0", "--rounds 0", "--seeds 1", "5"})
    void whatIsWrongIsSaid(String words) {
        assertThatThrownBy(() -> parse(words)).isInstanceOf(IllegalArgumentException.class);
    }
}
