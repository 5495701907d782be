// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.karaf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What the build has put beside this module's classes. */
public record Archives(Path directory) {
    private static final String ADMIN = "org.apache.felix.eventadmin.impl.EventAdmin.cfg";
    private static final long SECONDS = 60;

    /** Our distribution. */
    public Path distribution() {
        return existing("io.longshore.karaf.distribution.tar.gz");
    }

    /** Karaf's own. */
    public Path stock() {
        return existing("apache-karaf.tar.gz");
    }

    public Path eventAdmin() {
        return existing("org.apache.karaf.services.eventadmin.jar");
    }

    /** The EventAdmin's configuration in one of the distributions. */
    public static Map<String, String> eventAdminSettings(Path distribution) throws IOException, InterruptedException {
        Process tar = new ProcessBuilder(
                        "tar", "xzf", distribution.toString(), "--to-stdout", "--wildcards", "*/etc/" + ADMIN)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Properties settings = new Properties();
        try (InputStream content = tar.getInputStream()) {
            settings.load(content);
        }
        if (!tar.waitFor(SECONDS, TimeUnit.SECONDS) || tar.exitValue() != 0) {
            tar.destroyForcibly();
            throw new IOException("cannot read " + ADMIN + " in " + distribution);
        }
        return settings.stringPropertyNames().stream().collect(Collectors.toMap(name -> name, settings::getProperty));
    }

    private Path existing(String name) {
        Path file = directory.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new IllegalStateException(file + " is missing; build the module first: sh itests/benchmark does");
        }
        return file;
    }
}
