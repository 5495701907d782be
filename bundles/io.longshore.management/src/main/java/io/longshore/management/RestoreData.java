// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

/**
 * What became of the tasks of an earlier run.
 *
 * @param unknown still looked for, or with a shim that does not answer; they are tried again
 * @param lost gone, or deleted before they were found
 * @param durationMillis until each was looked for once
 * @param finished whether each was looked for once
 */
public record RestoreData(int restored, int unknown, int lost, double durationMillis, boolean finished) {}
