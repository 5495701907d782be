// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.events;

import java.time.Instant;

/**
 * An event in the journal.
 *
 * @param sequence its number: 1 for the first, each next one greater by 1, across restarts
 * @param time when it was published
 */
public record EventRecord(long sequence, Instant time, LongshoreEvent event) {}
