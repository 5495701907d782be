// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.LongshoreException;
import io.longshore.api.UnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Of several who want the same at the same time one does it, and the others get what he gets. Thread-safe. */
final class Shared<T> {
    private final String what;
    private final AtomicReference<@Nullable CompletableFuture<T>> underWay = new AtomicReference<>();

    /** @param what for messages: what is done here */
    Shared(String what) {
        this.what = what;
    }

    /**
     * @param atMost for waiting for somebody else
     * @throws LongshoreException as the action does. What was begun before is shared if it succeeds; if it fails, this may be
     *     better now, and is tried
     * @throws DeadlineExceededException if somebody else does not come to an end
     */
    T get(Supplier<T> action, Duration atMost) {
        return get(action, atMost, true);
    }

    /**
     * Does something else while nobody does this: waits for who does, and whoever wants it meanwhile does it afterwards.
     *
     * @param atMost for waiting for somebody else
     * @throws LongshoreException as the other action does
     * @throws DeadlineExceededException if somebody else does not come to an end
     */
    void besides(Runnable other, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        CompletableFuture<T> mine = new CompletableFuture<>();
        CompletableFuture<T> before = underWay.compareAndExchange(null, mine);
        while (before != null) {
            awaitEnd(before, Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            before = underWay.compareAndExchange(null, mine);
        }
        try {
            other.run();
        } finally {
            underWay.set(null);
            mine.completeExceptionally(new UnavailableException(what + " had to wait for something else"));
        }
    }

    private void awaitEnd(CompletableFuture<T> other, Duration atMost) {
        CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
        // how it ends is not our matter
        other.minimalCompletionStage().whenComplete((answer, failure) -> ended.complete(null));
        Await.result(ended, atMost, what + " did not end");
    }

    private T get(Supplier<T> action, Duration atMost, boolean again) {
        CompletableFuture<T> mine = new CompletableFuture<>();
        CompletableFuture<T> other = underWay.compareAndExchange(null, mine);
        if (other == null) {
            return run(action, mine);
        }
        try {
            return Await.result(other, atMost, what + " did not end");
        } catch (LongshoreException e) {
            if (!again
                    || !other.isCompletedExceptionally()
                    || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            // his attempt was older than ours; that of whoever comes first now is not
            return get(action, atMost, false);
        }
    }

    private T run(Supplier<T> action, CompletableFuture<T> mine) {
        T answer;
        try {
            answer = action.get();
        } catch (RuntimeException | Error e) {
            // before anybody hears of it, who would find it again
            underWay.set(null);
            mine.completeExceptionally(e);
            throw e;
        }
        underWay.set(null);
        mine.complete(answer);
        return answer;
    }
}
