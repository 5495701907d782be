// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

import org.jspecify.annotations.Nullable;

/**
 * How often an operation was asked for since the runtime came up, and how long it took.
 *
 * @param operation {@code create}, {@code start} or {@code delete}
 * @param count how often it ended, well or not
 * @param medianMillis of the last ones that went well; null if there was none
 * @param p95Millis 95 of 100 of them took no longer; null if there was none
 */
public record OperationData(
        String operation,
        long count,
        long failures,
        @Nullable Double medianMillis,
        @Nullable Double p95Millis) {}
