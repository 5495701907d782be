// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {
    private final List<String> closed = new ArrayList<>();

    @Test
    void theLastIsClosedFirstAndOneThatFailsKeepsNoOther() {
        Closing closing = new Closing();
        closing.then(() -> closed.add("first"));
        closing.then(() -> {
            throw new IOException("cannot");
        });
        closing.then(() -> closed.add("last"));

        assertThatThrownBy(closing::close).isInstanceOf(IOException.class).hasRootCauseMessage("cannot");

        assertThat(closed).containsExactly("last", "first");
    }

    @Test
    void nothingIsClosedOnAnInterruptedThread() throws IOException {
        Closing closing = new Closing();
        closing.then(() -> closed.add(Thread.currentThread().isInterrupted() ? "interrupted" : "in order"));
        Thread.currentThread().interrupt();

        closing.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(closed).containsExactly("in order");
    }
}
