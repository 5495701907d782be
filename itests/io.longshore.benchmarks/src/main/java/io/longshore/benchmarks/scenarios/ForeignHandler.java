// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventHandler;

/**
 * A handler of somebody else: its class is in none of our packages, as EventAdmin can be told to treat those of some packages
 * in another way.
 */
final class ForeignHandler {
    private ForeignHandler() {}

    static EventHandler of(Consumer<Event> consumer) {
        return EventHandler.class.cast(Proxy.newProxyInstance(
                ForeignHandler.class.getClassLoader(),
                new Class<?>[] {EventHandler.class},
                (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "handleEvent" -> {
                            consumer.accept((Event) arguments[0]);
                            return null;
                        }
                        case "hashCode" -> {
                            return System.identityHashCode(proxy);
                        }
                        case "equals" -> {
                            return proxy == arguments[0];
                        }
                        default -> {
                            return "foreign handler";
                        }
                    }
                }));
    }
}
