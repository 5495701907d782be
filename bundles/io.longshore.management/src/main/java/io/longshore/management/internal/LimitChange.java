// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.runtime.LinuxResources;

/** What a JMX client says of limits that are to change: 0 leaves one as it is. */
final class LimitChange {
    private static final long NO_LIMIT = -1;

    private LimitChange() {}

    /** @throws InvalidArgumentException if nothing is to change, or a limit is out of bounds */
    static LinuxResources of(long memoryLimit, long pidsLimit, long cpuPercent) {
        if (memoryLimit == 0 && pidsLimit == 0 && cpuPercent == 0) {
            throw new InvalidArgumentException("at least one limit must be given; 0 leaves one as it is");
        }
        LinuxResources.Builder limits = LinuxResources.builder();
        if (memoryLimit != 0) {
            limits.memoryLimit(memoryLimit);
        }
        if (pidsLimit != 0) {
            limits.pidsLimit(pidsLimit);
        }
        if (cpuPercent != 0) {
            limits.cpuQuota(
                    cpuPercent == NO_LIMIT ? NO_LIMIT : NewContainer.cpuQuota(cpuPercent),
                    NewContainer.CPU_PERIOD_MICROS);
        }
        return limits.build();
    }
}
