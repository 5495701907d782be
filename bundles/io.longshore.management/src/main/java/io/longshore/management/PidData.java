// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@link TaskMXBean#listPids}.
 *
 * @param pid as the host numbers it
 * @param execId null for the first process, and for children of any
 */
public record PidData(long pid, @Nullable String execId) {}
