// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.events.EventRecord;
import io.longshore.api.events.LongshoreEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;

/** Our events as those of EventAdmin; the README has the table. */
final class AdminEvents {
    static final String PREFIX = "io/longshore";
    static final String NAMESPACE = "namespace";
    static final String SEQUENCE = "sequence";
    static final String TOPIC = "longshore.topic";

    /** So that it need not grow for what is added here. */
    private static final int CAPACITY = 8;
    /** As there are only a few, and translating one takes longer than all the rest. */
    private static final Map<String, String> TOPICS = new ConcurrentHashMap<>();

    private AdminEvents() {}

    static Event of(EventRecord event) {
        LongshoreEvent source = event.event();
        Map<String, Object> attributes = source.attributes();
        Map<String, Object> properties = new HashMap<>(CAPACITY + attributes.size() * 2);
        properties.putAll(attributes);
        properties.put(NAMESPACE, source.namespace().name());
        properties.put(SEQUENCE, event.sequence());
        properties.put(EventConstants.TIMESTAMP, event.time().toEpochMilli());
        properties.put(TOPIC, source.topic());
        return new Event(TOPICS.computeIfAbsent(source.topic(), AdminEvents::topic), properties);
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
