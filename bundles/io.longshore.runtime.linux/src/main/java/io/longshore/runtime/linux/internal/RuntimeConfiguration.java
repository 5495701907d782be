// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.InvalidArgumentException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Completes the configuration from where Karaf says it is. */
final class RuntimeConfiguration {
    private RuntimeConfiguration() {}

    /**
     * @param properties framework properties by name; null for those that are not set
     * @throws InvalidArgumentException if a value cannot be
     */
    static RuntimeSettings settings(LinuxRuntimeConfig config, UnaryOperator<@Nullable String> properties) {
        Path state = directory(
                "state", config.state(), Path.of("/run/longshore", orElse(properties.apply("karaf.name"), "default")));
        Path root = directory(
                "root",
                config.root(),
                Path.of(orElse(properties.apply("karaf.data"), "/var/lib"), "longshore", "tasks"));
        return new RuntimeSettings(
                root,
                state,
                config.shim(),
                config.runtime(),
                directory("runtime_root", config.runtime__root(), state.resolve(".runc")),
                config.no__shim(),
                config.shim__debug(),
                new Deadlines(
                        millis("call_timeout", config.call__timeout()),
                        millis("create_timeout", config.create__timeout()),
                        millis("kill_timeout", config.kill__timeout()),
                        millis("restore_timeout", config.restore__timeout()),
                        millis("exit_timeout", config.exit__timeout())),
                config.default__runtime().strip());
    }

    private static Path directory(String key, String value, Path otherwise) {
        Path path = value.isBlank() ? otherwise : Path.of(value.strip());
        if (!path.isAbsolute()) {
            throw new InvalidArgumentException("'" + key + "' must be an absolute path, not " + path);
        }
        return path.normalize();
    }

    private static Duration millis(String key, long value) {
        if (value <= 0) {
            throw new InvalidArgumentException("'" + key + "' must be a positive number of milliseconds");
        }
        return Duration.ofMillis(value);
    }

    private static String orElse(@Nullable String value, String otherwise) {
        return value == null || value.isBlank() ? otherwise : value;
    }
}
