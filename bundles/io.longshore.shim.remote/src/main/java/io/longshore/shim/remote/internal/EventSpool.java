// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.events.TaskEvent;
import io.longshore.api.shim.ShimEventSink;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where shims of the first generation leave their events: each runs {@link Publisher}, which drops a file here. So an event is
 * kept while nobody is there to take it, and offered again when it was not taken. No file keeps another from being offered.
 */
final class EventSpool {
    private static final Logger LOG = LoggerFactory.getLogger(EventSpool.class);

    private final SpoolDirectory directory;
    private final RejectedFiles rejected;
    private final ShimEventSink sink;
    private final Retry retry;

    /** A file may be seen by a look at the directory and by the watch at the same time. */
    private final Set<Path> inHand = ConcurrentHashMap.newKeySet();

    EventSpool(Path stateDirectory, ShimEventSink sink, Later later, Clock clock) {
        this.sink = sink;
        directory = SpoolDirectory.in(stateDirectory);
        rejected = new RejectedFiles(directory);
        retry = new Retry(later, this::look);
        PrivateDirectory.ensure(directory.path());
        directory.removeAbandoned(clock.instant());
    }

    Path directory() {
        return directory.path();
    }

    /** For {@link DirectoryWatch}: a file appeared, or, given the directory, any may have. */
    void appeared(Path path) {
        if (path.equals(directory())) {
            look();
        } else if (SpoolDirectory.isEvent(path) && !isDealtWith(path)) {
            retry.failed();
        }
    }

    private void look() {
        boolean all = true;
        try {
            for (Path file : directory.events()) {
                all &= isDealtWith(file);
            }
        } catch (IOException e) {
            LOG.error("{} cannot be read; events of shims wait", directory(), e);
            all = false;
        }
        if (all) {
            retry.allIsWell();
        } else {
            retry.failed();
        }
    }

    /** False if it has to be offered again. */
    private boolean isDealtWith(Path file) {
        if (!inHand.add(file)) {
            return true;
        }
        try {
            Optional<TaskEvent> event = SpoolFile.read(file);
            if (event.isPresent() && !isTaken(file, event.get())) {
                return false;
            }
            Files.deleteIfExists(file);
            return true;
        } catch (NoSuchFileException e) {
            // it was taken when the whole directory was read
            return true;
        } catch (AccessDeniedException | RuntimeException e) {
            rejected.setAside(file, e);
            return true;
        } catch (IOException e) {
            // perhaps no descriptor was left: that is no reason to lose an event
            LOG.warn("{} cannot be taken now", file, e);
            return false;
        } finally {
            inHand.remove(file);
        }
    }

    private boolean isTaken(Path file, TaskEvent event) {
        try {
            CompletableFuture<Void> taken = sink.acceptSoon(event).toCompletableFuture();
            if (!taken.isDone()) {
                // of a process that is being started: by the time it is offered again that has ended, and it was told
                LOG.debug("the event {} is not taken yet; it stays until it is", file);
                return false;
            }
            taken.join();
            return true;
        } catch (RuntimeException e) {
            LOG.warn("the event {} was not taken; it is offered again later", file, e);
            return false;
        }
    }
}
