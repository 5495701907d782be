// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.consumer;

import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Writes each event into a file once, a line each: its number, its topic and its container's id. Whatever restarts meanwhile,
 * it goes on behind the number that the file ends with. A diary is kept only where a file is configured.
 */
@Component(configurationPid = "io.longshore.itests.consumer", configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class EventDiary {
    /** {@code etc/io.longshore.itests.consumer.cfg}. */
    public @interface Config {
        /** Absolute path of the diary. */
        String file();
    }

    private final Path file;
    private final EventSubscription subscription;

    @Activate
    public EventDiary(@Reference EventExchange events, Config config) throws IOException {
        file = Path.of(config.file());
        subscription = events.subscribe("diary", lastSequence(), this::write);
    }

    private long lastSequence() throws IOException {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.isEmpty()
                    ? 0
                    : Long.parseLong(lines.get(lines.size() - 1).split(" ", 2)[0]);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private void write(EventRecord event) {
        Object container = event.event().attributes().getOrDefault("container_id", "-");
        String line = event.sequence() + " " + event.event().topic() + " " + container + "\n";
        try {
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Deactivate
    void close() {
        subscription.close();
    }
}
