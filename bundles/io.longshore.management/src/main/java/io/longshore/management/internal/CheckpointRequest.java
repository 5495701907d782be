// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.runtime.CheckpointOptions;
import java.util.Set;

/** How a JMX client wants a checkpoint to be written. */
final class CheckpointRequest {
    private static final Set<String> OPTIONS = Set.of(
            "exit",
            "openTcp",
            "externalUnixSockets",
            "terminal",
            "fileLocks",
            "emptyNamespaces",
            "cgroupsMode",
            "workPath");

    private CheckpointRequest() {}

    /** @throws io.longshore.api.InvalidArgumentException if an option is not as it should be */
    static CheckpointOptions of(String[] options) {
        OptionLines given = OptionLines.parse("options", options, OPTIONS);
        String work = given.text("workPath");
        return new CheckpointOptions(
                given.flag("exit"),
                given.flag("openTcp"),
                given.flag("externalUnixSockets"),
                given.flag("terminal"),
                given.flag("fileLocks"),
                given.list("emptyNamespaces"),
                given.text("cgroupsMode"),
                work.isEmpty() ? "" : Arguments.absolute("workPath", work).toString());
    }
}
