// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Goes on from the time at which it was made, whatever becomes of the machine's clock: set back by a day, that would let sessions
 * live a day longer, and keep out for a day who has mistyped a password.
 */
final class SteadyClock implements InstantSource {
    private final LongSupplier nanos;
    private final Instant begun;
    private final long begunNanos;

    SteadyClock() {
        this(InstantSource.system(), System::nanoTime);
    }

    SteadyClock(InstantSource machine, LongSupplier nanos) {
        this.nanos = nanos;
        this.begun = machine.instant();
        this.begunNanos = nanos.getAsLong();
    }

    @Override
    public Instant instant() {
        return begun.plusNanos(nanos.getAsLong() - begunNanos);
    }
}
