// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.events.EventExchange;
import java.time.Duration;
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
    private final EventAdminBridge bridge;

    @Activate
    public EventAdminBridgeComponent(
            @Reference EventExchange exchange,
            @Reference EventAdmin admin,
            BundleContext context,
            EventsConfig config) {
        bridge = EventAdminBridge.open(
                exchange,
                admin,
                JournalDirectory.of(context, config).resolve("bridge.cursor"),
                Duration.ofMillis(config.bridge__cursor__interval__ms()));
    }

    @Deactivate
    void deactivate() {
        bridge.close();
    }
}
