// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The directories that contestants have had in this run. Whoever has one takes everything away in order; this is for what could
 * not be, and so for all of them, whether they are said to be empty or not. Thread-safe.
 */
public final class Grounds {
    private final Set<Path> directories = ConcurrentHashMap.newKeySet();

    /** Remembers it; returns it. */
    public Path add(Path directory) {
        directories.add(directory);
        return directory;
    }

    /**
     * Ends by force what still lives in any of them, and removes them.
     *
     * @return what is there all the same, one line each
     */
    public List<String> clear(long duration, TimeUnit unit) {
        long deadline = System.nanoTime() + unit.toNanos(duration);
        List<String> left = new ArrayList<>();
        for (Path directory : directories) {
            try {
                Remains.end(directory, Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)
                        .forEach(pid -> left.add("process " + pid + " of " + directory));
                remove(directory);
            } catch (IOException | UncheckedIOException e) {
                left.add(directory + ": " + e);
            }
        }
        return left;
    }

    static void remove(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> paths = Files.walk(directory)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
