// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.ExecId;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the work directory has of a task's additional processes: of each its trace, {@code exec.<id>}, which is drawn in {@link
 * ProcessTrace}, and {@code tried.<id>}, when its shim was asked to start it. Thread-safe.
 */
final class ProcessFiles {
    private static final String PREFIX = "exec.";
    private static final String TRIED = "tried.";
    private static final Logger LOG = LoggerFactory.getLogger(ProcessFiles.class);

    private final TaskKey key;
    private final Path workDirectory;

    /** Held for writing when the task goes, which waits for traces that are being written. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    // guarded by lock: what is at the path from then on may be the work directory of the id's next task
    private boolean forgotten;

    ProcessFiles(TaskKey key, Path workDirectory) {
        this.key = key;
        this.workDirectory = workDirectory;
    }

    /** The task is deleted: nothing is written or removed any more. Waits for who does. */
    void forget() {
        lock.writeLock().lock();
        try {
            forgotten = true;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** @throws NotFoundException if the task is deleted */
    void requireTask() {
        whileThere(() -> {});
    }

    private void whileThere(Runnable action) {
        lock.readLock().lock();
        try {
            if (forgotten) {
                throw new NotFoundException("task " + key + " does not exist any more");
            }
            action.run();
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Writes the first trace of a process.
     *
     * @throws AlreadyExistsException if there is one
     * @throws NotFoundException if the task is deleted
     * @throws UnavailableException if it cannot be written
     */
    void begin(ExecId id, ProcessTrace trace) {
        whileThere(() -> {
            requireNoTrace(id);
            writeFirst(id, trace);
        });
    }

    /** What an earlier process has to tell is in it. */
    private void requireNoTrace(ExecId id) {
        if (Files.exists(file(id), LinkOption.NOFOLLOW_LINKS)) {
            throw new AlreadyExistsException("there is a trace of another process " + id + " of task " + key + ": "
                    + file(id) + "; take another id, or delete the task");
        }
    }

    /** Or none: half a reservation would take the id for ever. */
    private void writeFirst(ExecId id, ProcessTrace trace) {
        try {
            write(id, trace, true);
        } catch (UnavailableException e) {
            try {
                Files.deleteIfExists(file(id));
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    /** @throws UnavailableException if they cannot be removed */
    void remove(ExecId id) {
        lock.readLock().lock();
        try {
            if (!forgotten) {
                Files.deleteIfExists(triedFile(id));
                Files.deleteIfExists(file(id));
            }
        } catch (IOException e) {
            throw new UnavailableException("cannot remove " + file(id), e);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Replaces its trace. A power failure may undo that, which leaves no process to tell of anyway. */
    void note(ExecId id, ProcessTrace trace) {
        whileThere(() -> write(id, trace, false));
    }

    /** Its shim is asked to start it, which another run must not do again. */
    void tried(ExecId id, Instant at) {
        try {
            whileThere(() -> write(triedFile(id), at.toString(), false));
        } catch (LongshoreException e) {
            LOG.warn("namespace={} id={} exec={}: a restart will not know that", key.namespace(), key.id(), id, e);
        }
    }

    /** It was not asked after all. */
    void notTried(ExecId id) {
        lock.readLock().lock();
        try {
            if (!forgotten) {
                Files.deleteIfExists(triedFile(id));
            }
        } catch (IOException e) {
            LOG.warn("namespace={} id={} exec={}: another run will not start it", key.namespace(), key.id(), id, e);
        } finally {
            lock.readLock().unlock();
        }
    }

    boolean wasTried(ExecId id) {
        return Files.exists(triedFile(id));
    }

    /** When its shim was asked to start it; empty if it was not, or that cannot be seen. */
    Optional<Instant> triedAt(ExecId id) {
        try {
            return Optional.of(Instant.parse(Files.readString(triedFile(id))));
        } catch (IOException | DateTimeParseException e) {
            LOG.trace("{} does not say when", triedFile(id), e);
            return Optional.empty();
        }
    }

    /** @param wanted which are not known already */
    Map<ExecId, ProcessTrace> traces(Predicate<ExecId> wanted) {
        Map<ExecId, ProcessTrace> found = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(workDirectory, ProcessFiles::isTrace)) {
            for (Path file : files) {
                ExecId id = new ExecId(file.getFileName().toString().substring(PREFIX.length()));
                if (wanted.test(id)) {
                    addTrace(id, file, found);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new UnavailableException("cannot read " + workDirectory, e);
        }
        return found;
    }

    private static boolean isTrace(Path file) {
        return file.getFileName().toString().startsWith(PREFIX);
    }

    private static void addTrace(ExecId id, Path file, Map<ExecId, ProcessTrace> found) throws IOException {
        try {
            found.put(id, ProcessTrace.parse(Files.readString(file)));
        } catch (NoSuchFileException e) {
            LOG.trace("{} was deleted meanwhile", file, e);
        }
    }

    private Path triedFile(ExecId id) {
        return workDirectory.resolve(TRIED + id);
    }

    private Path file(ExecId id) {
        return workDirectory.resolve(PREFIX + id);
    }

    private void write(ExecId id, ProcessTrace trace, boolean sync) {
        write(file(id), trace.text(), sync);
    }

    private static void write(Path file, String text, boolean sync) {
        try {
            Durably.write(file, text.getBytes(StandardCharsets.UTF_8), sync);
        } catch (IOException e) {
            throw new UnavailableException("cannot write " + file, e);
        }
    }
}
