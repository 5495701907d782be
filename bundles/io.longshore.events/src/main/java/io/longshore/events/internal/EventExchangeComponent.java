// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventListener;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
import io.longshore.api.events.LongshoreEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Opens the journal that the configuration names, and closes it. Immediate, because a delayed component would close the
 * journal whenever nobody happens to hold the service.
 */
@Component(service = EventExchange.class, immediate = true, configurationPid = EventsConfig.PID)
@Designate(ocd = EventsConfig.class)
public final class EventExchangeComponent implements EventExchange {
    private final JournalExchange exchange;

    @Activate
    public EventExchangeComponent(BundleContext context, EventsConfig config) {
        Settings settings = new Settings(
                config.segment__bytes(),
                config.segments(),
                config.memory__events(),
                config.fsync(),
                Duration.ofMillis(config.fsync__interval__ms()));
        exchange = JournalExchange.open(JournalDirectory.of(context, config), settings, Clock.systemUTC());
    }

    @Deactivate
    void deactivate() {
        exchange.close();
    }

    @Override
    public long publish(LongshoreEvent event) {
        return exchange.publish(event);
    }

    @Override
    public long lastSequence() {
        return exchange.lastSequence();
    }

    @Override
    public long firstSequence() {
        return exchange.firstSequence();
    }

    @Override
    public List<EventRecord> list(long since, int limit, String... filters) {
        return exchange.list(since, limit, filters);
    }

    @Override
    public EventSubscription subscribe(String name, long since, List<String> filters, EventListener listener) {
        return exchange.subscribe(name, since, filters, listener);
    }
}
