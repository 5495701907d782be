// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;

/** What EventAdmin delivers of the tasks of one namespace. */
final class RecordedEvents implements AutoCloseable {
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final ServiceRegistration<EventHandler> registration;

    RecordedEvents(BundleContext context, String namespace) {
        Map<String, String> properties = Map.of(
                EventConstants.EVENT_TOPIC,
                "io/longshore/tasks/*",
                EventConstants.EVENT_FILTER,
                "(namespace=" + namespace + ")");
        registration = context.registerService(EventHandler.class, events::add, FrameworkUtil.asDictionary(properties));
    }

    /** The events in the order they came, up to one with this topic. */
    List<Event> until(String topic) throws InterruptedException {
        List<Event> seen = new ArrayList<>();
        do {
            Event next = events.poll(30, TimeUnit.SECONDS);
            seen.add(Objects.requireNonNull(next, () -> "no " + topic + " came after " + seen));
        } while (!seen.get(seen.size() - 1).getTopic().equals(topic));
        return seen;
    }

    @Override
    public void close() {
        registration.unregister();
    }
}
