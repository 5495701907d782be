// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import java.time.Duration;

/**
 * What became of the tasks of an earlier run.
 *
 * @param restored found again, so far
 * @param unknown still looked for, or with a shim that does not answer; they are tried again
 * @param lost gone, or deleted before they were found
 * @param duration until each was looked for once; until now, while that lasts
 * @param finished whether each was looked for once
 */
public record RestoreResult(int restored, int unknown, int lost, Duration duration, boolean finished) {
    /** There was none to look for. */
    public static final RestoreResult NOTHING = new RestoreResult(0, 0, 0, Duration.ZERO, true);
}
