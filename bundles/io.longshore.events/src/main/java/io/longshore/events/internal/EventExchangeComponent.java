// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.events.EventExchange;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Opens the journal that the configuration names, and closes it; registers the service itself: what SCR makes for a service that
 * is taken back meanwhile, it drops without deactivating it, and the journal would stay open.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = EventsConfig.PID)
@Capability(
        namespace = "osgi.service",
        effective = "active",
        attribute = "objectClass:List<String>=\"io.longshore.api.events.EventExchange\"")
@Designate(ocd = EventsConfig.class)
public final class EventExchangeComponent {
    private final BundleContext context;
    private final Map<String, Object> properties;
    private final Path directory;
    private final Settings settings;

    private @Nullable JournalExchange exchange;
    private @Nullable ServiceRegistration<EventExchange> registration;

    /** @param properties of the component, which its service has, too */
    @Activate
    public EventExchangeComponent(BundleContext context, EventsConfig config, Map<String, Object> properties) {
        this.context = context;
        this.properties = new HashMap<>(properties);
        // which the specification calls private
        this.properties.keySet().removeIf(key -> key.startsWith("."));
        directory = JournalDirectory.of(context, config);
        settings = new Settings(
                config.segment__bytes(),
                config.segments(),
                config.memory__events(),
                config.fsync(),
                Duration.ofMillis(config.fsync__interval__ms()));
    }

    /** Not by the constructor: what that has opened would stay so if a service that it was given has gone meanwhile. */
    @Activate
    void activate() {
        JournalExchange opened = JournalExchange.open(directory, settings, Clock.systemUTC());
        exchange = opened;
        try {
            registration = context.registerService(EventExchange.class, opened, FrameworkUtil.asDictionary(properties));
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    @Deactivate
    void deactivate() {
        try {
            if (registration != null) {
                registration.unregister();
            }
        } finally {
            if (exchange != null) {
                exchange.close();
            }
        }
    }
}
