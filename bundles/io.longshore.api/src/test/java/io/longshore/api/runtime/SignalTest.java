// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.api.InvalidArgumentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {
    @ParameterizedTest
    @CsvSource({
        "TERM, 15",
        "SIGTERM, 15",
        "sigterm, 15",
        "Kill, 9",
        "15, 15",
        "' 15 ', 15",
        "015, 15",
        "1, 1",
        "64, 64",
        "32, 32",
        "HUP, 1",
        "SYS, 31",
        "USR1, 10",
        "RTMIN+0, 34",
        "SIGRTMIN+1, 35",
        "rtmin+30, 64",
    })
    void namesAndNumbersAreRead(String text, int number) {
        assertThat(Signal.parse(text)).isEqualTo(new Signal(number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "0",
                "65",
                "999",
                "1000",
                "-1",
                "+9",
                "9.0",
                "0x9",
                "SIG",
                "SIGSIGTERM",
                "TERM ME",
                "NOPE",
                "RTMIN+31",
                "RTMIN+99",
                "RTMIN+",
                "RTMIN-1",
                "RTMIN+1+1",
                "\u0669",
                "\u001b[2J"
            })
    void everythingElseIsRefused(String text) {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> Signal.parse(text))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b"));
    }

    @Test
    void whatIsPrintedCanBeReadAgain() {
        for (int number = 1; number <= 64; number++) {
            Signal signal = new Signal(number);
            if (number != 32 && number != 33) {
                assertThat(Signal.parse(signal.toString())).isEqualTo(signal);
            }
            assertThat(Signal.parse(String.valueOf(number))).isEqualTo(signal);
        }
        assertThat(new Signal(32)).hasToString("SIG32");
        assertThat(Signal.KILL).hasToString("SIGKILL");
        assertThat(Signal.TERM).hasToString("SIGTERM");
    }

    @Test
    void theNamesAreThoseOfTheNumbers() {
        assertThat(Signal.names()).hasSize(31).doesNotHaveDuplicates();
        for (int i = 0; i < 31; i++) {
            assertThat(new Signal(i + 1)).hasToString("SIG" + Signal.names().get(i));
        }
    }
}
