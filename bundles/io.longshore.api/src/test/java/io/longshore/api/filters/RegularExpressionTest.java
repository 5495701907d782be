// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.api.InvalidArgumentException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RegularExpressionTest {
    private static final String LONG = "a".repeat(100_000) + "!";
    private static final int SMALL_STACK = 512 * 1024;

    private static RegularExpression compile(String expression) {
        return RegularExpression.compile(expression, new Cursor(expression), 0);
    }

    /** Backtracking engines would need longer than anybody waits: the timeout is for the build to end. */
    @ParameterizedTest
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @ValueSource(strings = {"(a+)+$", "^(a|a)*$", "(.*a){20}$", "(a?){20}a{20}b", "^(([a-z])+.)+[A-Z]([a-z])+$"})
    void expressionsThatMakeOthersBacktrackAreAnswered(String expression) {
        assertThat(compile(expression).matches(LONG)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0-9a-f]{64}",
                "^sha256:[0-9a-f]{64}@sha256:[0-9a-f]{64}$",
                "^[a-z0-9]+(?:[._-][a-z0-9]+){0,8}$",
                "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}",
            })
    void ordinaryExpressionsAreSmallEnough(String expression) {
        assertThat(compile(expression).matches("")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a{1000}",
                "(a{100}){100}",
                "((a{1000}){1000}){1000}",
                "((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9}",
                "(?:a{0,500}){0,40}",
                "a{1,99999999999999999999}",
            })
    void expressionsThatRepetitionsBlowUpAreRefused(String expression) {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> compile(expression))
                .withMessageContaining("at most 500 steps");
    }

    /** Found by fuzzing: RE2/J looked for the other cases of U+1C80 for ever. */
    @ParameterizedTest
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @ValueSource(
            strings = {
                "(?i:[l-\ufffd])",
                "(?i)\u1c80",
                "(?i)[a-\\x{10FFFF}]",
                "(?si-m:\\x{1c88})",
                "(?i)[\\0-\\x{1c88}]",
                "(?mi)\u00e9",
            })
    void anyCaseBeyondAsciiIsRefused(String expression) {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> compile(expression))
                .withMessageContaining("(?i)");
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anyCaseOfAsciiIsFoundWhateverTheTextIs() {
        assertThat(compile("(?i)we[b-z]").matches("WEB")).isTrue();
        assertThat(compile("(?i)we[b-z]").matches("\u1c80".repeat(1000))).isFalse();
        assertThat(compile("(?i)\\pL\\W[^a]").matches("\u00e9 \u1c88")).isTrue();
        assertThat(compile("[l-\ufffd](?-i:\u1c80)").matches("m\u1c80")).isTrue();
    }

    @Test
    void anExpressionHasAtMostAThousandCharacters() {
        assertThat(compile("[" + "a".repeat(998) + "]").matches("a")).isTrue();

        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> compile("[" + "a".repeat(999) + "]"))
                .withMessageContaining("at most 1000 characters");
    }

    /** The engine recurses through what is nested or optional; what is let through needs half a usual stack at most. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void noExpressionOverflowsTheStack(int kind) throws Exception {
        String expression = switch (kind) {
            case 0 -> "(".repeat(245) + "a" + ")".repeat(245);
            case 1 -> "(?:".repeat(160) + "a" + ")*b".repeat(160);
            case 2 -> "(a?){120}";
            case 3 -> "a{0,245}";
            case 4 -> "(?:(?:a?){15}){15}";
            default -> "a?".repeat(245);
        };
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Thread thread = new Thread(
                null,
                () -> answer.completeAsync(() -> compile(expression).matches(LONG), Runnable::run),
                "longshore-test-small-stack",
                SMALL_STACK);

        thread.start();

        assertThat(answer.get(60, TimeUnit.SECONDS)).isNotNull();
    }

    /** Compiled, then refused for their size: what compiling takes is bounded too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?:(?:a?){100}){100}",
                "a{0,500}",
                "a{0,1000}",
                "(?:a{0,100}){0,100}",
                "(?:(?:(a?){20}){20}){20}"
            })
    void refusingDoesNotOverflowTheStackEither(String expression) throws Exception {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Thread thread = new Thread(
                null,
                () -> answer.completeAsync(
                        () -> {
                            assertThatExceptionOfType(InvalidArgumentException.class)
                                    .isThrownBy(() -> compile(expression));
                            return true;
                        },
                        Runnable::run),
                "longshore-test-small-stack",
                SMALL_STACK);

        thread.start();

        assertThat(answer.get(60, TimeUnit.SECONDS)).isTrue();
    }
}
