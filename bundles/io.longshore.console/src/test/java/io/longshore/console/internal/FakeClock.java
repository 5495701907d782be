// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stands still until a test turns it. */
final class FakeClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-11-24T10:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    void forward(Duration span) {
        now = now.plus(span);
    }
}
