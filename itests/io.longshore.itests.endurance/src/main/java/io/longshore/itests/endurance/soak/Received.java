// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.soak;

import io.longshore.api.events.EventRecord;

/** An event as its consumer has written it down; {@link #toString} is the line. */
record Received(long sequence, String topic, String id) {
    static Received of(EventRecord record) {
        Object id = record.event().attributes().get("container_id");
        return new Received(record.sequence(), record.event().topic(), id == null ? "-" : id.toString());
    }

    /** @throws IllegalArgumentException if it is not such a line */
    static Received parse(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 3) {
            throw new IllegalArgumentException("not a line of an event: " + line);
        }
        return new Received(Long.parseLong(words[0]), words[1], words[2]);
    }

    @Override
    public String toString() {
        return sequence + " " + topic + " " + id;
    }
}
