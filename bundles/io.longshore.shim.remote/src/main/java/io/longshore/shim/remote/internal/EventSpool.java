// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.LongshoreException;
import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.shim.ShimEventSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where shims of the first generation leave their events: each runs a program of ours, which drops a file here. So an event
 * is kept while nobody is there to take it.
 */
final class EventSpool {
    static final String SUFFIX = ".event";

    private static final Logger LOG = LoggerFactory.getLogger(EventSpool.class);

    /** Arguments as containerd's {@code publish} has them: {@code --address SPOOL publish --topic T --namespace NS}. */
    private static final String SCRIPT = """
            #!/bin/sh
            # Written by Longshore; keeps one event of a containerd-shim until Longshore takes it.
            umask 077
            file=$(mktemp "$2/.XXXXXXXXXX") || exit 1
            if { printf '%s\\n%s\\n' "$5" "$7" && cat; } >"$file" && mv "$file" "$2/$(basename "$file" | cut -c2-).event"
            then exit 0
            fi
            rm -f "$file"
            exit 1
            """;

    private final Path directory;
    private final Path publisher;
    private final ShimEventSink sink;

    /** A file may be seen by the first look and by the watch at the same time. */
    private final Set<Path> inHand = ConcurrentHashMap.newKeySet();

    EventSpool(Path stateDirectory, ShimEventSink sink) {
        this.sink = sink;
        directory = PrivateDirectory.ensure(stateDirectory.resolve(".spool"));
        publisher = stateDirectory.resolve(".publish");
        try {
            Path written = stateDirectory.resolve(".publish.new");
            Files.writeString(written, SCRIPT);
            Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rwx------"));
            Files.move(written, publisher, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UnavailableException("cannot write " + publisher, e);
        }
    }

    Path directory() {
        return directory;
    }

    /** The program for {@code -containerd-binary}. */
    Path publisher() {
        return publisher;
    }

    /** For {@link DirectoryWatch}: a file appeared, or, given the directory, any may have. */
    void appeared(Path path) {
        if (!path.equals(directory)) {
            take(path);
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> oldestFirst = files.filter(EventSpool::isEvent)
                    .sorted(Comparator.comparing(EventSpool::modified))
                    .toList();
            oldestFirst.forEach(this::take);
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + directory, e);
        }
    }

    private static boolean isEvent(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(SUFFIX) && !name.startsWith(".");
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            // it was taken meanwhile
            return Instant.MAX;
        }
    }

    private void take(Path file) {
        if (isEvent(file) && inHand.add(file)) {
            try {
                takeOnce(file);
            } finally {
                inHand.remove(file);
            }
        }
    }

    private void takeOnce(Path file) {
        Optional<TaskEvent> event;
        try {
            event = SpoolFile.parse(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            // it was taken when the whole directory was read
            return;
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + file, e);
        } catch (LongshoreException e) {
            LOG.warn("{} is not an event of a shim; it is removed", file, e);
            remove(file);
            return;
        }
        // only what was taken is removed: if the sink throws, the file is offered again with the next look
        event.ifPresent(sink::accept);
        remove(file);
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UnavailableException("cannot remove " + file, e);
        }
    }
}
