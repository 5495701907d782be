// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import io.longshore.runtime.linux.internal.RuntimeSettings;
import java.time.Duration;

/** Short deadlines, for tests in which they pass. */
final class Impatient {
    private static final Duration SHORT = Duration.ofSeconds(2);

    private Impatient() {}

    static RuntimeSettings settings(RuntimeSettings settings) {
        return new RuntimeSettings(
                settings.root(),
                settings.state(),
                settings.shimBinary(),
                settings.runtime(),
                settings.runtimeRoot(),
                settings.shimDebug(),
                SHORT,
                settings.createTimeout(),
                SHORT,
                settings.restoreTimeout());
    }
}
