// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.measure;

import org.jspecify.annotations.Nullable;

/**
 * What one contestant needed in one scenario.
 *
 * @param basis which of them is compared
 * @param kib memory, in KiB
 */
public record Figures(
        Basis basis,
        @Nullable Double p50Millis,
        @Nullable Double p95Millis,
        @Nullable Double perSecond,
        @Nullable Double kib) {
    /** What ratios are made of. */
    public enum Basis {
        /** The median: less is better. */
        P50_MS,
        /** Throughput: more is better. */
        PER_S,
        /** Memory: less is better. */
        KIB
    }

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MILLIS_PER_SECOND = 1e3;

    /** One after the other; the throughput is what follows from the mean. */
    public static Figures time(Samples nanos) {
        Samples millis = nanos.times(1 / NANOS_PER_MILLI);
        return new Figures(
                Basis.P50_MS, millis.median(), millis.percentile(0.95), MILLIS_PER_SECOND / millis.mean(), null);
    }

    /** Something that takes a while, and is not done again and again. */
    public static Figures span(Samples nanos) {
        Samples millis = nanos.times(1 / NANOS_PER_MILLI);
        return new Figures(Basis.P50_MS, millis.median(), millis.percentile(0.95), null, null);
    }

    /** Many at once, whose throughput counts, and how long each of them took. */
    public static Figures rate(double perSecond, Samples nanosOfEach) {
        Samples millis = nanosOfEach.times(1 / NANOS_PER_MILLI);
        return new Figures(Basis.PER_S, millis.median(), millis.percentile(0.95), perSecond, null);
    }

    public static Figures rate(double perSecond) {
        return new Figures(Basis.PER_S, null, null, perSecond, null);
    }

    public static Figures memory(double kib) {
        return new Figures(Basis.KIB, null, null, null, kib);
    }

    /** This one's part of another's; null if there is nothing to compare. */
    @Nullable
    Double ratioTo(Figures other) {
        Double mine = compared();
        Double theirs = other.compared();
        return basis != other.basis || mine == null || theirs == null || theirs == 0 ? null : mine / theirs;
    }

    private @Nullable Double compared() {
        return switch (basis) {
            case P50_MS -> p50Millis;
            case PER_S -> perSecond;
            case KIB -> kib;
        };
    }
}
