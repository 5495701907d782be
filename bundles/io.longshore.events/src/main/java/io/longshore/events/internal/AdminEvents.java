// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.events.EventRecord;
import java.util.HashMap;
import java.util.Map;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;

/** Our events as those of EventAdmin; the README has the table. */
final class AdminEvents {
    static final String PREFIX = "io/longshore";
    static final String NAMESPACE = "namespace";
    static final String SEQUENCE = "sequence";
    static final String TOPIC = "longshore.topic";

    private AdminEvents() {}

    static Event of(EventRecord event) {
        Map<String, Object> properties = new HashMap<>(event.event().attributes());
        properties.put(NAMESPACE, event.event().namespace().name());
        properties.put(SEQUENCE, event.sequence());
        properties.put(EventConstants.TIMESTAMP, event.time().toEpochMilli());
        properties.put(TOPIC, event.event().topic());
        return new Event(topic(event.event().topic()), properties);
    }

    /** EventAdmin refuses topics with other characters, and with empty tokens. */
    static String topic(String topic) {
        StringBuilder legal = new StringBuilder(PREFIX);
        for (String token : topic.split("/", -1)) {
            if (!token.isEmpty()) {
                legal.append('/').append(token.replaceAll("[^A-Za-z0-9_-]", "_"));
            }
        }
        return legal.toString();
    }
}
