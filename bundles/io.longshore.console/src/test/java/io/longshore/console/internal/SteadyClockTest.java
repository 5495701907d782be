// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private static final Instant BEGUN = Instant.parse("2026-11-30T10:00:00Z");

    private final AtomicReference<Instant> machine = new AtomicReference<>(BEGUN);
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
    private final SteadyClock clock = new SteadyClock(machine::get, nanos::get);

    @Test
    void itGoesWithTheTimeThatPasses() {
        nanos.addAndGet(Duration.ofMinutes(15).toNanos());

        assertThat(clock.instant()).isEqualTo(BEGUN.plus(Duration.ofMinutes(15)));
    }

    @Test
    void itDoesNotFollowAClockThatIsSetBackOrForward() {
        machine.set(BEGUN.minus(Duration.ofDays(1)));
        assertThat(clock.instant()).isEqualTo(BEGUN);

        machine.set(BEGUN.plus(Duration.ofDays(1)));
        assertThat(clock.instant()).isEqualTo(BEGUN);
    }
}
