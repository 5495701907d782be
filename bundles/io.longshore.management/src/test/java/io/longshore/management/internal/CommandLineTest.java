// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.InvalidArgumentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @Test
    void wordsAreWhatAShellWouldMakeOfThem() {
        assertThat(CommandLine.words("command", "sh -c 'sleep 600'")).containsExactly("sh", "-c", "sleep 600");
        assertThat(CommandLine.words("command", "  a\t b\n")).containsExactly("a", "b");
        assertThat(CommandLine.words("command", "say \"it's \\\"so\\\" \\\\ \\n\""))
                .containsExactly("say", "it's \"so\" \\ \\n");
        assertThat(CommandLine.words("command", "a\\ b'c'\"d\" '' \"\"")).containsExactly("a bcd", "", "");
        assertThat(CommandLine.words("command", "'\\' $HOME * `id`")).containsExactly("\\", "$HOME", "*", "`id`");
        assertThat(CommandLine.words("command", " ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh -c 'sleep", "say \"so", "a\\", "\"\\\""})
    void whatIsNotClosedIsRefused(String line) {
        assertThatThrownBy(() -> CommandLine.words("command", line))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageStartingWith("command ");
    }
}
