// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ExecId;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.shim.Shim;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Takes what the sources tell of an added process' end: the first exit counts. Knows whether one is still to come. */
final class ProcessSources {
    private final TaskKey key;
    private final ExecId id;
    private final TaskContext context;
    private final Shim shim;
    private final TaskLife life;
    private final MemoryKills kills;
    private final ProcessExit exit;
    private volatile long killsBefore;

    /** Completes if the start under way fails. Guarded by this. */
    private CompletableFuture<Exit> startFailed = new CompletableFuture<>();

    ProcessSources(
            TaskKey key,
            ExecId id,
            TaskContext context,
            Shim shim,
            TaskLife life,
            MemoryKills kills,
            ProcessExit exit) {
        this.key = key;
        this.id = id;
        this.context = context;
        this.shim = shim;
        this.life = life;
        this.kills = kills;
        this.exit = exit;
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

    /** Begins to look whether it is there. */
    void watchPid() {
        context.watchdog().watch(life.now().pid(), 0, exit.told(), () -> {
            if (isRunning()) {
                exited(new OverdueExit(key, context).ofAdded(shim, id));
            }
        });
    }

    /**
     * Its start begins. Returns what is to be completed in any way if it cannot be started.
     *
     * @throws io.longshore.api.FailedPreconditionException unless it waits to be started
     */
    CompletableFuture<Exit> starting() {
        CompletableFuture<Exit> failed = new CompletableFuture<>();
        synchronized (this) {
            // whoever sees that it is being started waits for this start, not for an earlier one
            life.beginStart();
            startFailed = failed;
        }
        killsBefore = kills.count();
        return failed;
    }

    boolean isStarting() {
        return life.now().phase() == TaskPhase.STARTING;
    }

    /** Whether an exit of it is still to come. */
    boolean isRunning() {
        return isStarting() || life.now().phase() == TaskPhase.RUNNING;
    }

    /** Whether the task's exit must wait for this one's. */
    boolean isUnfinished() {
        return isRunning() || (life.now().exit() != null && !exit.told().isDone());
    }

    /** Completes when its exit was told, or, exceptionally, when none is to be waited for since it could not be started. */
    synchronized CompletableFuture<?> atRest() {
        return CompletableFuture.anyOf(exit.told(), startFailed);
    }

    /** A source says that it has ended. */
    void exited(Exit told) {
        Exit seen = life.now().exit() == null ? kills.explain(told, killsBefore) : told;
        if (life.exited(seen)) {
            settle(seen);
        }
    }

    /** A phase that held back an exit is over. */
    void settle(@Nullable Exit heldBack) {
        if (heldBack != null) {
            exit.publish(life.now().pid(), heldBack);
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
}
