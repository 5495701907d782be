// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    /** All of them, with those that tasks have left; only works once nobody is in them. */
    public static void removeAll(String namespace) throws IOException {
        for (Path parent : parents(namespace)) {
            for (Path group : directoriesIn(parent)) {
                Files.deleteIfExists(group);
            }
            Files.deleteIfExists(parent);
        }
    }

    /** The pids of those who are in them. */
    public static Set<Long> processes(String namespace) throws IOException {
        Set<Long> pids = new HashSet<>();
        for (Path parent : parents(namespace)) {
            List<Path> groups = new ArrayList<>(List.of(parent));
            groups.addAll(directoriesIn(parent));
            for (Path group : groups) {
                lines(group.resolve("cgroup.procs")).forEach(pid -> pids.add(Long.valueOf(pid)));
            }
        }
        return pids;
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            if (Files.exists(file)) {
                throw e;
            }
            // the cgroup went meanwhile
            return List.of();
        }
    }

    private static List<Path> directoriesIn(Path parent) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(Files::isDirectory).toList();
        } catch (NoSuchFileException e) {
            return List.of();
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
