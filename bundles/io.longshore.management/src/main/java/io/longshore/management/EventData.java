// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

/**
 * A row of {@link RuntimeMXBean#listEvents}.
 *
 * @param sequence 1 for the first event ever, each next one greater by 1
 * @param topic such as {@code /tasks/exit}
 * @param containerId empty for an event of a namespace
 * @param attributes {@code key=value, ...}, for people
 */
public record EventData(
        long sequence, String time, String topic, String namespace, String containerId, String attributes) {}
