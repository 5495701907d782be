// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import java.util.Arrays;
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

/** What Karaf tells every bundle of the operations that are called over its JMX connector. */
final class JmxInvocations implements AutoCloseable {
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final ServiceRegistration<EventHandler> registration;

    JmxInvocations(BundleContext context) {
        EventHandler handler = event -> told.add(text(event));
        registration = context.registerService(
                EventHandler.class,
                handler,
                FrameworkUtil.asDictionary(Map.of(EventConstants.EVENT_TOPIC, "javax/management/MBeanServer/INVOKE")));
    }

    private static String text(Event event) {
        StringBuilder text = new StringBuilder();
        for (String name : event.getPropertyNames()) {
            Object value = event.getProperty(name);
            text.append(name)
                    .append('=')
                    .append(value instanceof Object[] several ? Arrays.deepToString(several) : value)
                    .append('\n');
        }
        return text.toString();
    }

    /** All that is told of the next call of this operation. */
    String next(String operation) throws InterruptedException {
        String next;
        do {
            next = Objects.requireNonNull(told.poll(30, TimeUnit.SECONDS), "Karaf tells nothing");
        } while (!next.contains(operation));
        return next;
    }

    @Override
    public void close() {
        registration.unregister();
    }
}
