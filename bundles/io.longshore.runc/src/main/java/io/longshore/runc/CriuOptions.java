// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a checkpoint is made or restored.
 *
 * @param image the checkpoint's directory
 * @param work where criu logs
 * @param openTcp with open TCP connections
 * @param externalUnixSockets with unix sockets whose other end is outside
 * @param terminal with a terminal ("shell job")
 * @param emptyNamespaces made anew without what was in them
 * @param cgroupsMode {@code soft}, {@code full} or {@code strict}; empty for the runtime's default
 */
public record CriuOptions(
        Path image,
        Path work,
        boolean openTcp,
        boolean externalUnixSockets,
        boolean terminal,
        boolean fileLocks,
        List<String> emptyNamespaces,
        String cgroupsMode) {
    public CriuOptions {
        emptyNamespaces = List.copyOf(emptyNamespaces);
    }

    List<String> arguments() {
        List<String> arguments =
                new ArrayList<>(List.of("--image-path", image.toString(), "--work-path", work.toString()));
        addIf(openTcp, "--tcp-established", arguments);
        addIf(externalUnixSockets, "--ext-unix-sk", arguments);
        addIf(terminal, "--shell-job", arguments);
        addIf(fileLocks, "--file-locks", arguments);
        if (!cgroupsMode.isEmpty()) {
            arguments.addAll(List.of("--manage-cgroups-mode", cgroupsMode));
        }
        emptyNamespaces.forEach(namespace -> arguments.addAll(List.of("--empty-ns", namespace)));
        return arguments;
    }

    private static void addIf(boolean wanted, String argument, List<String> arguments) {
        if (wanted) {
            arguments.add(argument);
        }
    }
}
