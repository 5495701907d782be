// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The additional processes of one task, and their traces in the work directory: a file {@code exec.<id>} each, which is drawn
 * in {@link ProcessTrace}. Thread-safe.
 */
final class ProcessTable {
    private static final String PREFIX = "exec.";
    private static final String TRIED = "tried.";
    private static final Logger LOG = LoggerFactory.getLogger(ProcessTable.class);

    private final TaskKey key;
    private final Path workDirectory;
    private final ConcurrentSkipListMap<ExecId, Optional<LinuxProcess>> processes = new ConcurrentSkipListMap<>();
    private volatile boolean closed;

    /** Held for writing when the task goes, which waits for traces that are being written. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    // guarded by lock: what is at the path from then on may be the work directory of the id's next task
    private boolean forgotten;

    ProcessTable(TaskKey key, Path workDirectory) {
        this.key = key;
        this.workDirectory = workDirectory;
    }

    /** The task ends: from here on none is added or started. */
    void close() {
        closed = true;
    }

    /** @throws FailedPreconditionException if the task ends or has ended */
    void requireOpen() {
        if (closed) {
            throw new FailedPreconditionException("task " + key + " has ended");
        }
    }

    /**
     * @param since the number of the last event that may be about an earlier process of the same id
     * @throws AlreadyExistsException if the id is taken: here, or by the trace of a process that is not known here
     */
    ProcessTrace reserve(ExecId id, long since) {
        if (processes.putIfAbsent(id, Optional.empty()) != null) {
            throw new AlreadyExistsException("task " + key + " has a process " + id + " already; delete it first");
        }
        ProcessTrace trace = ProcessTrace.reserved(since);
        try {
            requireNoTrace(id);
            writeFirst(id, trace);
            return trace;
        } catch (AlreadyExistsException | NotFoundException | UnavailableException e) {
            processes.remove(id);
            throw e;
        }
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

    /** The task is deleted, and its processes with it: nothing is written any more. Returns those there were. */
    List<LinuxProcess> forget() {
        lock.writeLock().lock();
        try {
            forgotten = true;
        } finally {
            lock.writeLock().unlock();
        }
        List<LinuxProcess> left = list();
        processes.clear();
        return left;
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

    void put(LinuxProcess process) {
        processes.put(process.id(), Optional.of(process));
    }

    void remove(ExecId id) {
        // no late note meets a process of the same id
        find(id).ifPresent(process -> process.history().close());
        try {
            Files.deleteIfExists(triedFile(id));
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            throw new UnavailableException("cannot remove " + file(id), e);
        }
        processes.remove(id);
    }

    /** Replaces its trace. A power failure may undo that, which leaves no process to tell of anyway. */
    void note(ExecId id, ProcessTrace trace) {
        write(id, trace, false);
    }

    /** Its shim is asked to start it, which another run must not do again. */
    void tried(ExecId id, Instant at) {
        try {
            Durably.write(triedFile(id), at.toString().getBytes(StandardCharsets.UTF_8), false);
        } catch (IOException e) {
            LOG.warn("namespace={} id={} exec={}: a restart will ask the shim", key.namespace(), key.id(), id, e);
        }
    }

    /** It was not asked after all. */
    void notTried(ExecId id) {
        try {
            Files.deleteIfExists(triedFile(id));
        } catch (IOException e) {
            LOG.warn("namespace={} id={} exec={}: another run will not start it", key.namespace(), key.id(), id, e);
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

    LinuxProcess get(ExecId id) {
        return find(id).orElseThrow(() -> new NotFoundException("task " + key + " has no process " + id));
    }

    Optional<LinuxProcess> find(ExecId id) {
        return processes.getOrDefault(id, Optional.empty());
    }

    List<LinuxProcess> list() {
        return processes.values().stream().flatMap(Optional::stream).toList();
    }

    /** Completes when those that run now have ended, and all exits were published. */
    CompletableFuture<Void> ended() {
        return CompletableFuture.allOf(list().stream()
                .map(LinuxProcess::sources)
                .filter(ProcessSources::isUnfinished)
                .map(sources -> sources.atRest().handle((exit, notStarted) -> null))
                .toArray(CompletableFuture[]::new));
    }

    /** What an earlier run has left and is not known here. */
    Map<ExecId, ProcessTrace> traces() {
        Map<ExecId, ProcessTrace> found = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(workDirectory, PREFIX + "*")) {
            for (Path file : files) {
                ExecId id = new ExecId(file.getFileName().toString().substring(PREFIX.length()));
                if (!processes.containsKey(id)) {
                    addTrace(id, file, found);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new UnavailableException("cannot read " + workDirectory, e);
        }
        return found;
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
        whileThere(() -> {
            try {
                Durably.write(file(id), trace.text().getBytes(StandardCharsets.UTF_8), sync);
            } catch (IOException e) {
                throw new UnavailableException("cannot write " + file(id), e);
            }
        });
    }
}
