// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.InvalidArgumentException;
import java.time.Duration;

/**
 * How a journal is kept. The constructor throws {@link InvalidArgumentException} for values that cannot work.
 *
 * @param segmentBytes a new file is begun when the current one would grow beyond this
 * @param segments how many files are kept, the one being written included
 * @param memory how many of the newest events are kept in memory for subscribers; a power of two
 * @param fsync when the device is told to write
 * @param fsyncInterval for {@link Fsync#INTERVAL}: the longest time an event is on no device
 */
public record Settings(long segmentBytes, int segments, int memory, Fsync fsync, Duration fsyncInterval) {
    /** 64 MiB at most in eight files, fsync within a second. */
    public static final Settings DEFAULT = new Settings(8 << 20, 8, 8192, Fsync.INTERVAL, Duration.ofSeconds(1));

    /** When the device is told to write what the operating system has. */
    public enum Fsync {
        /** In the background, at most an interval after the event: a power failure loses no more than that. */
        INTERVAL,
        /** Before publishing returns. */
        ALWAYS,
        /** When the operating system likes. */
        NEVER
    }

    public Settings {
        if (segmentBytes < 1024 || segmentBytes > 1 << 30) {
            throw new InvalidArgumentException("a segment must have 1 KiB to 1 GiB, not " + segmentBytes + " bytes");
        }
        if (segments < 2) {
            throw new InvalidArgumentException("at least 2 segments must be kept, not " + segments);
        }
        if (memory < 1 || Integer.bitCount(memory) != 1) {
            throw new InvalidArgumentException("the events kept in memory must be a power of two, not " + memory);
        }
        if (fsyncInterval.isNegative() || fsyncInterval.isZero()) {
            throw new InvalidArgumentException("the fsync interval must be longer than 0");
        }
    }
}
