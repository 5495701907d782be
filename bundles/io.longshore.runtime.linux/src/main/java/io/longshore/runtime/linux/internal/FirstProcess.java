// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.runtime.linux.internal.cgroup.Cgroup;
import org.jspecify.annotations.Nullable;

/**
 * A task's first process, as the kernel knows it.
 *
 * @param pid 0 until the container was created
 * @param startTime in the kernel's ticks since it was booted, which tells the process from a later one of the same id; 0 if
 *     that could not be seen
 * @param cgroup null if it could not be seen, or is none of its own
 */
record FirstProcess(long pid, long startTime, @Nullable Cgroup cgroup) {
    static final FirstProcess NONE = new FirstProcess(0, 0, null);
}
