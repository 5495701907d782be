// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.streams;

import io.longshore.api.InvalidArgumentException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How streams are opened.
 *
 * @param terminal the process gets a terminal: all its output comes on stdout
 * @param stdin the process gets an input
 * @param readTimeout how long one read may wait; null for as long as it takes
 * @param writeTimeout how long one write may wait altogether for room in the FIFO; null for as long as it takes
 * @param drainLimit how long, after the process has ended, reads of one output wait altogether for somebody else who still
 *     has it open
 *     <p>The constructor throws {@link InvalidArgumentException} for a span that is not positive, or over a year.
 */
public record StreamOptions(
        boolean terminal,
        boolean stdin,
        @Nullable Duration readTimeout,
        @Nullable Duration writeTimeout,
        Duration drainLimit) {
    /** Input, output and errors; no terminal, no timeouts, two seconds to drain. */
    public static final StreamOptions DEFAULT = new StreamOptions(false, true, null, null, Duration.ofSeconds(2));

    public StreamOptions {
        check("read timeout", readTimeout);
        check("write timeout", writeTimeout);
        check("drain limit", drainLimit);
    }

    public StreamOptions withTerminal() {
        return new StreamOptions(true, stdin, readTimeout, writeTimeout, drainLimit);
    }

    public StreamOptions withoutStdin() {
        return new StreamOptions(terminal, false, readTimeout, writeTimeout, drainLimit);
    }

    public StreamOptions withReadTimeout(Duration timeout) {
        return new StreamOptions(terminal, stdin, timeout, writeTimeout, drainLimit);
    }

    public StreamOptions withWriteTimeout(Duration timeout) {
        return new StreamOptions(terminal, stdin, readTimeout, timeout, drainLimit);
    }

    public StreamOptions withDrainLimit(Duration limit) {
        return new StreamOptions(terminal, stdin, readTimeout, writeTimeout, limit);
    }

    private static void check(String name, @Nullable Duration span) {
        if (span != null && (span.isZero() || span.isNegative() || span.compareTo(Duration.ofDays(365)) > 0)) {
            throw new InvalidArgumentException("the " + name + " must be positive, and at most a year");
        }
    }
}
