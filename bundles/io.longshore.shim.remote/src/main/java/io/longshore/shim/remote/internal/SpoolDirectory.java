// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory with the files of {@link EventSpool}. */
record SpoolDirectory(Path path) {
    static final String SUFFIX = ".event";
    static final Duration ABANDONED_AFTER = Duration.ofHours(1);

    /** As {@link Publisher} names what it has not finished. */
    private static final Pattern UNFINISHED = Pattern.compile("\\.[0-9]+-[0-9]+");

    private static final Logger LOG = LoggerFactory.getLogger(SpoolDirectory.class);

    private record Aged(Path file, Instant modified) {}

    static SpoolDirectory in(Path stateDirectory) {
        return new SpoolDirectory(stateDirectory.resolve(".spool"));
    }

    static boolean isEvent(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(SUFFIX) && !name.startsWith(".");
    }

    /** The events in it, the oldest first. */
    List<Path> events() throws IOException {
        return oldestFirst(SpoolDirectory::isEvent);
    }

    List<Path> oldestFirst(Predicate<Path> wanted) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(wanted)
                    .map(file -> new Aged(file, modified(file)))
                    .sorted(Comparator.comparing(Aged::modified))
                    .map(Aged::file)
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
        } catch (IOException e) {
            // it was taken meanwhile
            return Instant.MAX;
        }
    }

    /** Removes what publishers that were killed in the middle have left. */
    void removeAbandoned(Instant now) {
        Instant limit = now.minus(ABANDONED_AFTER);
        try {
            for (Path file : oldestFirst(SpoolDirectory::isUnfinished)) {
                if (modified(file).isBefore(limit)) {
                    Files.deleteIfExists(file);
                    LOG.warn("{} was removed: an event that was never finished", file);
                }
            }
        } catch (IOException e) {
            throw new UnavailableException("cannot tidy up " + path, e);
        }
    }

    private static boolean isUnfinished(Path file) {
        return UNFINISHED.matcher(file.getFileName().toString()).matches()
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }
}
