// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import io.longshore.runtime.linux.internal.Deadlines;
import io.longshore.runtime.linux.internal.RuntimeSettings;
import java.time.Duration;

/** Short deadlines, for tests in which they pass. */
final class Impatient {
    private static final Duration SHORT = Duration.ofSeconds(2);

    private Impatient() {}

    static RuntimeSettings settings(RuntimeSettings settings) {
        return settings.with(new Deadlines(
                SHORT,
                settings.deadlines().create(),
                SHORT,
                settings.deadlines().restore(),
                settings.deadlines().exit()));
    }
}
