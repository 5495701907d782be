// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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
        this(context, namespace, event -> {});
    }

    /** Does something for each event, too. */
    RecordedEvents(BundleContext context, String namespace, SlowHandler handler) {
        Map<String, String> properties = Map.of(
                EventConstants.EVENT_TOPIC,
                "io/longshore/tasks/*",
                EventConstants.EVENT_FILTER,
                "(namespace=" + namespace + ")");
        EventHandler recording = event -> {
            events.add(event);
            try {
                handler.handle(event);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        registration = context.registerService(EventHandler.class, recording, FrameworkUtil.asDictionary(properties));
    }

    /** A handler that may wait. */
    @FunctionalInterface
    interface SlowHandler {
        void handle(Event event) throws InterruptedException;
    }

    /** The events in the order they came, up to one with this topic. */
    List<Event> until(String topic) throws InterruptedException {
        return until(event -> event.getTopic().equals(topic));
    }

    List<Event> until(Predicate<Event> last) throws InterruptedException {
        List<Event> seen = new ArrayList<>();
        do {
            Event next = events.poll(30, TimeUnit.SECONDS);
            seen.add(Objects.requireNonNull(next, () -> "nothing more came after " + seen));
        } while (!last.test(seen.get(seen.size() - 1)));
        return seen;
    }

    /** All that came and nobody has asked for. */
    List<Event> soFar() {
        return List.copyOf(events);
    }

    @Override
    public void close() {
        registration.unregister();
    }
}
