// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ExecId;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.ProcessInfo;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.shim.Shim;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An additional process of a task. */
final class LinuxProcess implements TaskProcess {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxProcess.class);

    private final TaskKey key;
    private final ExecId id;
    private final Stdio stdio;
    private final TaskContext context;
    private final Shim shim;
    private final TaskLife life;
    private final MemoryKills kills;
    private final ProcessTable siblings;
    private final ProcessExit exit;

    private volatile long killsBefore;

    /** Completes if the start under way fails. */
    private volatile CompletableFuture<Exit> startFailed = new CompletableFuture<>();

    LinuxProcess(
            TaskKey key,
            ExecId id,
            Stdio stdio,
            TaskContext context,
            Shim shim,
            TaskMoment moment,
            MemoryKills kills,
            ProcessTable siblings) {
        this.key = key;
        this.id = id;
        this.stdio = stdio;
        this.context = context;
        this.shim = shim;
        this.life = new TaskLife("process " + id + " of task " + key, moment);
        this.kills = kills;
        this.siblings = siblings;
        this.exit = new ProcessExit(key, id, context, siblings);
    }

    /** Begins to look whether it is there. */
    private void watchPid() {
        context.watchdog().watch(life.now().pid(), 0, exit.told(), () -> {
            if (isRunning()) {
                exited(new OverdueExit(key, context).ofAdded(shim, id));
            }
        });
    }

    /** Begins to listen for its exit. */
    void watch() {
        if (isRunning()) {
            watchPid();
        }
        shim.exit(id).whenComplete((seen, failure) -> {
            if (seen != null) {
                exited(seen);
            }
        });
    }

    @Override
    public ExecId id() {
        return id;
    }

    @Override
    public ProcessInfo info() {
        TaskMoment now = life.now();
        return new ProcessInfo(id, now.state(), now.pid(), stdio, now.exit());
    }

    @Override
    public void start() {
        life.beginStart();
        long pid;
        CompletableFuture<Exit> failed = new CompletableFuture<>();
        startFailed = failed;
        try {
            // the task's exit waits for those that are being started when it comes, and none may begin after that
            siblings.requireOpen();
            killsBefore = kills.count();
            pid = shim.start(id, context.settings().callTimeout());
        } catch (RuntimeException e) {
            publishIfAny(life.startFailed());
            failed.cancel(false);
            throw e;
        }
        Instant at = context.clock().instant();
        try {
            context.events().publish(new TaskEvent.ExecStarted(key.namespace(), key.id(), id, pid));
        } finally {
            publishIfAny(life.started(pid, at));
        }
        watchPid();
        LOG.info("namespace={} id={} exec={} pid={}: started", key.namespace(), key.id(), id, pid);
    }

    @Override
    public void kill(Signal signal) {
        life.requireProcess();
        if (life.now().startedAt() == null) {
            throw new NotFoundException("process " + id + " of task " + key + " was not started");
        }
        kills.noteSignal();
        shim.kill(id, signal, false, context.settings().callTimeout());
    }

    @Override
    public void resizePty(int width, int height) {
        life.requireProcess();
        TerminalSize.check(width, height);
        shim.resizePty(id, width, height, context.settings().callTimeout());
    }

    @Override
    public void closeStdin() {
        life.requireProcess();
        shim.closeStdin(id, context.settings().callTimeout());
    }

    @Override
    public CompletionStage<Exit> exit() {
        return exit.stage();
    }

    @Override
    public Exit delete() {
        life.beginDelete();
        try {
            TaskMoment now = life.now();
            if (now.exit() != null) {
                exit.tell(now.pid(), now.exit());
            }
            deleteInShim();
        } catch (RuntimeException e) {
            life.deleteFailed();
            throw e;
        }
        siblings.remove(id);
        life.deleted();
        Exit known = life.now().exit();
        return known != null
                ? known
                : new Exit(null, context.clock().instant(), Exit.Cause.UNOBSERVED, "it was never started");
    }

    private void deleteInShim() {
        try {
            shim.deleteProcess(id, context.settings().callTimeout());
        } catch (NotFoundException | UnavailableException e) {
            LOG.debug("namespace={} id={} exec={}: gone before", key.namespace(), key.id(), id, e);
        }
    }

    boolean isStarting() {
        return life.now().phase() == TaskPhase.STARTING;
    }

    /** Whether an exit of it is still to come. */
    boolean isRunning() {
        TaskPhase phase = life.now().phase();
        return phase == TaskPhase.RUNNING || phase == TaskPhase.STARTING;
    }

    /** Whether the task's exit must wait for this one's. */
    boolean isUnfinished() {
        return isRunning() || (life.now().exit() != null && !exit.told().isDone());
    }

    /** Completes when its exit was told, or, exceptionally, when none is to be waited for since it could not be started. */
    CompletableFuture<?> atRest() {
        return CompletableFuture.anyOf(exit.told(), startFailed);
    }

    /** A source says that it has ended; only the first one is believed. */
    void exited(Exit told) {
        Exit seen = life.now().exit() == null ? kills.explain(told, killsBefore) : told;
        if (life.exited(seen)) {
            publishIfAny(seen);
        }
    }

    /** @throws UnavailableException if an exit that was seen is not told yet */
    void requireTold() {
        if (!exit.told().isDone()) {
            throw new UnavailableException("the exit of process " + id + " of task " + key + " is not told yet");
        }
    }

    /** The exit is known from an earlier run, and was published then. */
    void exitedBefore(Exit known) {
        exit.publishedBefore(known);
    }

    private void publishIfAny(@Nullable Exit seen) {
        if (seen != null) {
            exit.publish(life.now().pid(), seen);
        }
    }
}
