// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.measure;

import java.util.Arrays;
import java.util.Collection;

/** Measurements of one thing, in one unit. Immutable. */
public final class Samples {
    private final double[] sorted;

    private Samples(double[] sorted) {
        this.sorted = sorted;
    }

    /** @throws IllegalArgumentException if there are none */
    public static Samples of(Collection<? extends Number> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        double[] sorted = values.stream().mapToDouble(Number::doubleValue).toArray();
        Arrays.sort(sorted);
        return new Samples(sorted);
    }

    /** The same in another unit. */
    public Samples times(double factor) {
        return new Samples(Arrays.stream(sorted).map(value -> value * factor).toArray());
    }

    public double median() {
        return percentile(0.5);
    }

    /** The sample whose rank is nearest; {@code part} is 0 for the least and 1 for the greatest. */
    public double percentile(double part) {
        return sorted[(int) Math.round(part * (sorted.length - 1))];
    }

    public double mean() {
        return Arrays.stream(sorted).average().orElseThrow();
    }
}
