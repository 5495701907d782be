// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Does something until it is done: after 1 s, 2 s, 4 s and so on up to a minute. */
final class Retry {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(1);

    private Retry() {}

    /** Tries at once on this thread; if that does not do it, goes on later. */
    static void until(Later later, BooleanSupplier isDone) {
        if (!isDone.getAsBoolean()) {
            again(later, isDone, FIRST);
        }
    }

    /** As {@link #until}, but gives up after so many attempts. */
    static void upTo(int attempts, Later later, BooleanSupplier isDone) {
        AtomicInteger left = new AtomicInteger(attempts);
        until(later, () -> isDone.getAsBoolean() || left.decrementAndGet() == 0);
    }

    private static void again(Later later, BooleanSupplier isDone, Duration delay) {
        later.executeLater(
                () -> {
                    if (!isDone.getAsBoolean()) {
                        Duration doubled = delay.multipliedBy(2);
                        again(later, isDone, doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST);
                    }
                },
                delay);
    }
}
