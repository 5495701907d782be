// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import org.jspecify.annotations.Nullable;

/**
 * How often an operation was asked for since the runtime came up, and how long it took.
 *
 * @param operation {@code create}, {@code start} or {@code delete}
 * @param count how often it ended, well or not
 * @param failures how often it ended with an error
 * @param medianMillis milliseconds, of the last ones that went well; null if there was none
 * @param p95Millis as the median: 95 of 100 took no longer
 */
public record OperationFigures(
        String operation,
        long count,
        long failures,
        @Nullable Double medianMillis,
        @Nullable Double p95Millis) {}
