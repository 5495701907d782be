// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.InvalidArgumentException;

/** How much cpu time in each period. */
final class CpuQuota {
    /** What docker and containerd take. */
    static final long PERIOD_MICROS = 100_000;

    private static final long LEAST_MICROS = 1000;

    private CpuQuota() {}

    /** @throws InvalidArgumentException unless it is -1 or what the kernel takes */
    static long of(double cpus) {
        if (cpus == -1) {
            return -1;
        }
        long quota = Math.round(cpus * PERIOD_MICROS);
        if (quota < LEAST_MICROS || cpus > 100_000) {
            throw new InvalidArgumentException("--cpus must be at least 0.01, or -1 for no limit");
        }
        return quota;
    }
}
