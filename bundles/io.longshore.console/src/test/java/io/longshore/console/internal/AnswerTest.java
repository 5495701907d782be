// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import javax.servlet.AsyncEvent;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private final FakeExchange exchange = new FakeExchange();
    private final Answer answer = Answer.begin(exchange.request, exchange.response);
    private final AtomicBoolean lastWasDone = new AtomicBoolean();

    private Object last(Object result) {
        lastWasDone.set(true);
        return result;
    }

    @Test
    void itIsWhatTheWorkGives() {
        answer.give(() -> "done", this::last);

        assertThat(exchange.statuses).containsExactly(200);
        assertThat(exchange.text()).isEqualTo("\"done\"");
        assertThat(exchange.completions).isEqualTo(1);
    }

    /** A login that comes so late must open no session, and its cookie would be in somebody else's answer. */
    @Test
    void whenItTookTooLongNothingMoreIsDone() {
        answer.give(
                () -> {
                    answer.onTimeout(new AsyncEvent(exchange.async));
                    return "late";
                },
                this::last);

        assertThat(lastWasDone).isFalse();
        assertThat(exchange.statuses).containsExactly(504);
        assertThat(exchange.completions).isEqualTo(1);
    }

    @Test
    void whoIsGoneIsNotAnswered() {
        answer.onError(new AsyncEvent(exchange.async));
        answer.give(() -> "late", this::last);

        assertThat(lastWasDone).isFalse();
        assertThat(exchange.statuses).isEmpty();
        assertThat(exchange.completions).isZero();
    }

    @Test
    void whatCannotBeAnsweredIsAnError() {
        answer.give(() -> "done", result -> {
            throw new IllegalStateException("secret");
        });

        assertThat(exchange.statuses).containsExactly(500);
        assertThat(exchange.text()).doesNotContain("secret");
        assertThat(exchange.completions).isEqualTo(1);
    }
}
