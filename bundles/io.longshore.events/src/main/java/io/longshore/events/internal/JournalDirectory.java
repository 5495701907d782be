// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import java.nio.file.Path;
import org.osgi.framework.BundleContext;

/** Where the journal is. */
final class JournalDirectory {
    private JournalDirectory() {}

    static Path of(BundleContext context, EventsConfig config) {
        if (!config.directory().isBlank()) {
            return Path.of(config.directory().strip());
        }
        String data = context.getProperty("karaf.data");
        return data == null
                ? context.getDataFile("events").toPath()
                : Path.of(data).resolve("longshore").resolve("events");
    }
}
