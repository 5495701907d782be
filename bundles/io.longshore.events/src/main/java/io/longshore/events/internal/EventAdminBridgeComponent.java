// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.events.EventExchange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.EventAdmin;

/** Runs the bridge while there is an EventAdmin. */
@Component(
        service = {},
        configurationPid = EventsConfig.PID)
public final class EventAdminBridgeComponent {
    private final Supplier<EventAdminBridge> opener;

    private @Nullable EventAdminBridge bridge;

    @Activate
    public EventAdminBridgeComponent(
            @Reference EventExchange exchange,
            @Reference EventAdmin admin,
            BundleContext context,
            EventsConfig config) {
        Path cursor = JournalDirectory.of(context, config).resolve("bridge.cursor");
        Duration interval = Duration.ofMillis(config.bridge__cursor__interval__ms());
        opener = () -> EventAdminBridge.open(exchange, admin, cursor, interval);
    }

    /** Not by the constructor: what that has opened would stay so if a service that it was given has gone meanwhile. */
    @Activate
    void activate() {
        bridge = opener.get();
    }

    @Deactivate
    void deactivate() {
        if (bridge != null) {
            bridge.close();
        }
    }
}
