// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.events;

import java.time.Instant;

/**
 * An event in the journal.
 *
 * @param sequence its number, never used twice; the next event's is greater, by 1 except after the journal was cut off by the end
 *     of the process, when some are left out
 * @param time when it was published
 */
public record EventRecord(long sequence, Instant time, LongshoreEvent event) {}
