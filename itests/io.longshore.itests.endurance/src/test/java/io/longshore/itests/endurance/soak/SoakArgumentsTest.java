// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoakArgumentsTest {
    @Test
    void whatIsNotSaidIsByDefault() {
        assertThat(SoakArguments.parse(List.of())).isEqualTo(SoakArguments.DEFAULT);
        assertThat(SoakArguments.parse(List.of("--minutes", "3", "--kill-every", "20")))
                .isEqualTo(new SoakArguments(3, 20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--minutes", "--minutes 0", "--kill-every x", "--seed 1"})
    void whatIsWrongIsSaid(String words) {
        assertThatThrownBy(() -> SoakArguments.parse(List.of(words.split(" "))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
