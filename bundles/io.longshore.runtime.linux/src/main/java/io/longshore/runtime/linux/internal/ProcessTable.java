// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.ProcessesWatch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;

/** The additional processes of one task, each with its {@link ProcessFiles}. Thread-safe. */
final class ProcessTable {
    private final TaskKey key;
    private final ProcessFiles files;
    private final ProcessWatches watches;
    private final ConcurrentSkipListMap<ExecId, Optional<LinuxProcess>> processes = new ConcurrentSkipListMap<>();
    private volatile boolean closed;

    /** @param others tell those who watch it, and may be held up by them */
    ProcessTable(TaskKey key, Path workDirectory, Executor others) {
        this.key = key;
        this.files = new ProcessFiles(key, workDirectory);
        this.watches = new ProcessWatches(key, others);
    }

    ProcessesWatch watch(Runnable changed) {
        return watches.add(changed);
    }

    ProcessFiles files() {
        return files;
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
     * @throws AlreadyExistsException if the id is taken: by the first process, which has the container's, here, or by the trace of a process that is not known here
     */
    ProcessTrace reserve(ExecId id, long since) {
        if (id.value().equals(key.id().value())) {
            // so shims call the first one in their events, and those of the first generation everywhere
            throw new AlreadyExistsException("the id " + id + " stands for the first process of task " + key);
        }
        if (processes.putIfAbsent(id, Optional.empty()) != null) {
            throw new AlreadyExistsException("task " + key + " has a process " + id + " already; delete it first");
        }
        ProcessTrace trace = ProcessTrace.reserved(since);
        try {
            files.begin(id, trace);
            return trace;
        } catch (LongshoreException e) {
            processes.remove(id);
            throw e;
        }
    }

    /** The task is deleted, and its processes with it: nothing is written any more. Returns those there were. */
    List<LinuxProcess> forget() {
        files.forget();
        List<LinuxProcess> left = list();
        processes.clear();
        if (!left.isEmpty()) {
            watches.changed();
        }
        return left;
    }

    void put(LinuxProcess process) {
        processes.put(process.id(), Optional.of(process));
        watches.changed();
    }

    void remove(ExecId id) {
        // no late note meets a process of the same id
        Optional<LinuxProcess> known = find(id);
        known.ifPresent(process -> process.history().close());
        files.remove(id);
        processes.remove(id);
        if (known.isPresent()) {
            watches.changed();
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
        return files.traces(id -> !processes.containsKey(id));
    }
}
