// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.UnavailableException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ShimProcessTest {
    /** A process that does not mind being killed. */
    private record Stubborn(CompletableFuture<Void> ending) implements ShimProcess {
        @Override
        public long pid() {
            return 77;
        }

        @Override
        public CompletionStage<?> ended() {
            return ending.minimalCompletionStage();
        }

        @Override
        public void kill() {
            // it ends when the test says so
        }

        @Override
        public void close() {
            // there is nothing to let go of
        }
    }

    @Test
    void endIsWaitedForThoughTheThreadWasInterrupted() {
        CompletableFuture<Void> ending =
                new CompletableFuture<Void>().completeOnTimeout(null, 50, TimeUnit.MILLISECONDS);
        Thread.currentThread().interrupt();

        new Stubborn(ending).endThoughInterrupted(Duration.ofSeconds(10));

        assertThat(ending).isDone();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void endIsNotWaitedForWithoutLimit() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> new Stubborn(new CompletableFuture<>()).endThoughInterrupted(Duration.ofMillis(50)))
                .isInstanceOf(DeadlineExceededException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void processThatIsLetGoOfWhileItEndsIsUnavailable() {
        CompletableFuture<Void> ending = new CompletableFuture<>();
        ending.completeExceptionally(new CancellationException("closed"));

        assertThatThrownBy(() -> new Stubborn(ending).end(Duration.ofSeconds(10)))
                .isInstanceOf(UnavailableException.class);
    }
}
