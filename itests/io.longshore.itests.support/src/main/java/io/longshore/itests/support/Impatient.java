// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.support;

import io.longshore.runtime.linux.internal.Deadlines;
import io.longshore.runtime.linux.internal.RuntimeSettings;
import java.nio.file.Path;
import java.time.Duration;

/** Settings under which nobody waits for long. */
public final class Impatient {
    public static final Duration CALL = Duration.ofSeconds(2);
    public static final Duration KILL = Duration.ofSeconds(2);
    public static final Duration RESTORE = Duration.ofSeconds(1);

    private Impatient() {}

    public static RuntimeSettings settings(RuntimeSettings settings) {
        return settings.with(new Deadlines(
                CALL,
                Duration.ofSeconds(20),
                KILL,
                RESTORE,
                settings.deadlines().exit()));
    }

    /** The same, with another program for runc. */
    public static RuntimeSettings settings(RuntimeSettings settings, Path runtime) {
        return settings.withRuntime(runtime.toString())
                .with(new Deadlines(
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20),
                        KILL,
                        RESTORE,
                        settings.deadlines().exit()));
    }
}
