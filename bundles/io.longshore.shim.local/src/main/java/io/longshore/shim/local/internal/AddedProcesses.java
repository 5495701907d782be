// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.shim.local.internal.streams.StreamContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The processes that were added to a container. */
final class AddedProcesses {
    record Added(LocalProcess process, String spec) {
        /** Without the specification, which has an environment. */
        @Override
        public String toString() {
            return "Added " + process.name();
        }
    }

    private final ShimLaunch launch;
    private final ContainerCommands commands;
    private final LocalContext context;
    private final ProcessLaunch launcher;
    private final Map<ExecId, Added> processes = new ConcurrentHashMap<>();

    AddedProcesses(ShimLaunch launch, LocalContext context, ContainerCommands commands) {
        this.launch = launch;
        this.commands = commands;
        this.context = context;
        this.launcher = new ProcessLaunch(context);
    }

    /** @throws AlreadyExistsException if there is one of this id */
    void add(ExecId id, String spec, Stdio stdio) {
        String name = "process " + id + " of task " + launch.namespace() + "/" + launch.id();
        Added added = new Added(new LocalProcess(name, id, stdio), ProcessSpec.withTerminal(spec, stdio.terminal()));
        if (processes.putIfAbsent(id, added) != null) {
            throw new AlreadyExistsException("there is a " + name);
        }
    }

    /** @throws NotFoundException if there is none */
    LocalProcess get(ExecId id) {
        return added(id).process;
    }

    private Added added(ExecId id) {
        Added added = processes.get(id);
        if (added == null) {
            throw new NotFoundException("task " + launch.namespace() + "/" + launch.id() + " has no process " + id);
        }
        return added;
    }

    long start(ExecId id, StreamContext ends, Duration timeout) {
        Added added = added(id);
        LocalProcess process = added.process;
        process.beginLaunch();
        try {
            launcher.run(
                    process,
                    ends,
                    (streams, left) -> commands.exec(id, added.spec, streams, left),
                    TimeLeft.of(timeout),
                    ProcessLaunch.AT_ONCE);
        } catch (RuntimeException e) {
            if (process.pid() == 0) {
                // as with a shim: it has had its only chance
                process.exit()
                        .complete(new Exit(
                                null, context.clock().instant(), Exit.Cause.UNOBSERVED, "it could not be started"));
            }
            throw e;
        }
        process.started();
        return process.pid();
    }

    /** @throws FailedPreconditionException if it runs */
    void delete(ExecId id, Duration drain) {
        LocalProcess process = get(id);
        if (process.pid() != 0 && process.ended() == null) {
            throw new FailedPreconditionException(process.name() + " runs; kill it first");
        }
        process.drain(drain);
        process.forget();
        processes.remove(id);
    }

    /** Null for the container's first process, and for children of any. */
    @Nullable
    ExecId idOf(long pid) {
        return processes.values().stream()
                .map(Added::process)
                .filter(process -> process.pid() == pid && process.ended() == null)
                .map(LocalProcess::execId)
                .findFirst()
                .orElse(null);
    }

    /** The last output of all of them. */
    void drain(TimeLeft left) {
        processes.values().forEach(added -> added.process.drain(left.get()));
    }

    /**
     * Their container is gone, and they with it.
     *
     * @throws DeadlineExceededException if one is not; it can be tried again
     */
    void forgetAll(TimeLeft left) {
        for (Added added : processes.values()) {
            added.process.requireEnd(left.get());
        }
        for (Added added : processes.values()) {
            added.process.forget();
        }
        processes.clear();
    }
}
