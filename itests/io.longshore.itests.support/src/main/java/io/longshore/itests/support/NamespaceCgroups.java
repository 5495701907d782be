// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The cgroups of a namespace's tasks, in every hierarchy. That of the namespace itself is made by the OCI runtime, and
 * nobody removes it; it is no leftover while it is empty.
 */
public final class NamespaceCgroups {
    private static final Path TOP = Path.of("/sys/fs/cgroup");

    private NamespaceCgroups() {}

    /** Those of tasks, whether anything is in them or not. */
    static List<Path> of(String namespace) {
        List<Path> found = new ArrayList<>();
        for (Path parent : parents(namespace)) {
            try (Stream<Path> groups = Files.list(parent)) {
                groups.filter(Files::isDirectory).forEach(found::add);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + parent, e);
            }
        }
        return found;
    }

    /** Removes that of the namespace, which only works if no task has left one in it. */
    public static void remove(String namespace) throws IOException {
        for (Path parent : parents(namespace)) {
            // one hierarchy can be mounted at two places
            Files.deleteIfExists(parent);
        }
    }

    private static List<Path> parents(String namespace) {
        Path ours = Path.of("longshore", namespace);
        List<Path> found = new ArrayList<>(List.of(TOP.resolve(ours)));
        try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(TOP)) {
            hierarchies.forEach(hierarchy -> found.add(hierarchy.resolve(ours)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + TOP, e);
        }
        found.removeIf(group -> !Files.isDirectory(group));
        return found;
    }
}
