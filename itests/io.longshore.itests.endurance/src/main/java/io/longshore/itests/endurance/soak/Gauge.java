// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.soak;

import java.util.ArrayList;
import java.util.List;

/** Values of one thing over time, of which the last should be like the first. Not thread-safe. */
final class Gauge {
    private static final int FEW = 3;
    private static final int PART = 5;

    private final String name;
    private final long allowance;
    private final List<Long> values = new ArrayList<>();

    /** @param allowance by which the end may be above the beginning; what a load does at one moment makes that much */
    Gauge(String name, long allowance) {
        this.name = name;
        this.allowance = allowance;
    }

    void add(long value) {
        values.add(value);
    }

    /** The median of the first fifth. */
    long first() {
        return median(values.subList(0, part()));
    }

    /** The median of the last fifth. */
    long last() {
        return median(values.subList(values.size() - part(), values.size()));
    }

    private int part() {
        return Math.min(values.size(), Math.max(FEW, values.size() / PART));
    }

    private static long median(List<Long> some) {
        return some.isEmpty() ? 0 : some.stream().sorted().toList().get(some.size() / 2);
    }

    long most() {
        return values.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    boolean isFlat() {
        return last() <= first() + allowance;
    }

    /** A row of a table. */
    @Override
    public String toString() {
        return String.format(
                "%-28s %12d %12d %12d %12d  %s", name, first(), last(), most(), allowance, isFlat() ? "flat" : "GROWS");
    }
}
