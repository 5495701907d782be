// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

import org.jspecify.annotations.Nullable;

/**
 * How a process ended.
 *
 * @param exitStatus 0 to 255; 128 + signal if a signal ended it; null if nobody saw it
 * @param cause {@code EXITED}, {@code SHIM_LOST}, {@code OOM_KILLED}, {@code HOST_REBOOT} or {@code UNOBSERVED}
 * @param detail one sentence; empty for an ordinary exit
 */
public record ExitData(@Nullable Integer exitStatus, String cause, String exitedAt, String detail) {}
