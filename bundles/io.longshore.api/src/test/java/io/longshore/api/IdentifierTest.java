// SPDX-License-Identifier: Apache-2.0
package io.longshore.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {
    private static final List<Function<String, Object>> KINDS = List.of(Namespace::new, ContainerId::new, ExecId::new);

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "A-b_c.d", "web-1", "k8s.io", "1.2.3", "a-b-c-d"})
    void joinedLettersAndDigitsAreAName(String name) {
        assertThat(KINDS).allSatisfy(kind -> assertThat(kind.apply(name)).hasToString(name));
    }

    @Test
    void seventySixCharactersAreAllowedAndNoMore() {
        assertThat(KINDS).allSatisfy(kind -> {
            assertThat(kind.apply("x".repeat(76))).hasToString("x".repeat(76));
            refuses(kind, "x".repeat(77)).hasMessageContaining("77 characters, at most 76");
        });
    }

    @ParameterizedTest
    @NullAndEmptySource
    void nothingIsNoName(String name) {
        assertThat(KINDS).allSatisfy(kind -> refuses(kind, name).hasMessageContaining("must not be empty"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "..",
                ".",
                "a/b",
                "/",
                "/a",
                "a\\b", // paths
                "-a",
                "_a",
                ".a",
                "a-",
                "a_",
                "a.",
                "--force", // at the ends
                "a--b",
                "a..b",
                "a__b",
                "a.-b",
                "a-_b", // doubled
                " ",
                " a",
                "a ",
                "a b",
                "a\n",
                "\na",
                "a\tb",
                "a\u0000", // white and control
                "a:b",
                "a*",
                "$a",
                "a'b",
                "a%2e", // other ASCII
                "ä",
                "aé",
                "а",
                "１",
                "a\u200bb",
                "\uD83D\uDC0B",
                "a\u2024b",
                "\u0661", // not ASCII, alike or not
            })
    void everythingElseIsRefused(String name) {
        assertThat(KINDS).allSatisfy(kind -> refuses(kind, name).hasMessageContaining("is not valid"));
    }

    @Test
    void theMessageQuotesTheNameWithoutWhatATerminalObeys() {
        assertThat(KINDS)
                .allSatisfy(kind ->
                        refuses(kind, "a\u001b[2J\r\n\u009b31m\u202e\u007fb").hasMessageContaining("'a?[2J???31m??b'"));
    }

    @Test
    void theMessageSaysWhichKindOfNameItIs() {
        refuses(Namespace::new, "").hasMessageContaining("namespace");
        refuses(ContainerId::new, "").hasMessageContaining("container id");
        refuses(ExecId::new, "").hasMessageContaining("exec id");
    }

    @Test
    void namesAreOrderedByTheirText() {
        assertThat(Stream.of("b", "a.b", "a").map(ContainerId::new).sorted().map(ContainerId::value))
                .containsExactly("a", "a.b", "b");
        assertThat(new Namespace("a")).isLessThan(new Namespace("b"));
        assertThat(new ExecId("a")).isLessThan(new ExecId("b")).isEqualTo(new ExecId("a"));
    }

    private static AbstractThrowableAssert<?, ?> refuses(Function<String, Object> kind, String name) {
        return assertThatThrownBy(() -> kind.apply(name)).isInstanceOf(InvalidArgumentException.class);
    }
}
