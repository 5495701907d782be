// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ExecId;
import io.longshore.api.LongshoreException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.shim.Shim;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what the sources tell of an added process' end: the first exit counts. Knows whether one is still to come. */
final class ProcessSources {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessSources.class);

    /**
     * One start of it.
     *
     * @param failed completes if it certainly does not run
     * @param over completes when it has ended, in whatever way
     */
    record Start(CompletableFuture<Exit> failed, CompletableFuture<Void> over) {}

    private final TaskKey key;
    private final ExecId id;
    private final TaskContext context;
    private final Shim shim;
    private final TaskLife life;
    private final MemoryKills kills;
    private final ProcessExit exit;
    private volatile long killsBefore;

    /** A start was given up, and nobody knows whether it has happened. */
    private volatile boolean undecided;

    /** The newest one. Guarded by this. */
    private Start start = new Start(new CompletableFuture<>(), CompletableFuture.completedFuture(null));

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
        if (isRunning() && life.now().pid() != 0) {
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
     * Its start begins; {@link #startIsOver} must follow, and before that {@link #startFailed} if it fails.
     *
     * @throws io.longshore.api.FailedPreconditionException unless it waits to be started
     */
    Start starting() {
        Start begun = new Start(new CompletableFuture<>(), new CompletableFuture<>());
        synchronized (this) {
            // whoever sees that it is being started waits for this start, not for an earlier one
            life.beginStart();
            start = begun;
            undecided = false;
        }
        killsBefore = kills.count();
        return begun;
    }

    /** As {@link #starting}, of a start that was given up and has happened; empty if it is no more the time for that. */
    synchronized Optional<Start> resumesStart() {
        if (!life.resumeStart()) {
            return Optional.empty();
        }
        start = new Start(start.failed(), new CompletableFuture<>());
        return Optional.of(start);
    }

    /**
     * What was told about this start is told: what has waited for that goes on, on this thread. Another may have begun since
     * this one has failed; that is not over.
     */
    void startIsOver(Start ended) {
        ended.over().complete(null);
    }

    /** By an earlier run, and its shim may be about to start it still. */
    void startWasGivenUp() {
        undecided = true;
    }

    /** Completes when no start is under way. */
    synchronized CompletableFuture<Void> startOver() {
        return start.over();
    }

    /**
     * This start has ended without the answer that it was started.
     *
     * @param decided it certainly does not run
     */
    void startFailed(Start ended, boolean decided) {
        // before another can begin, and before the task's exit can pass by
        undecided = !decided;
        settle(life.startFailed());
        if (decided) {
            ended.failed().cancel(false);
        }
    }

    /** Whether a start of it was given up that may have happened nevertheless. */
    boolean isUndecided() {
        return undecided && life.now().phase() == TaskPhase.CREATED;
    }

    boolean isStarting() {
        return life.now().phase() == TaskPhase.STARTING;
    }

    /** Whether an exit of it is still to come. */
    boolean isRunning() {
        // of one moment, as it may be between the two when a start is resumed
        return switch (life.now().phase()) {
            case STARTING, RUNNING -> true;
            case CREATED -> undecided;
            case CREATING, PAUSING, PAUSED, RESUMING, STOPPED, DELETING, DELETED -> false;
        };
    }

    /** Whether the task's exit must wait for this one's. */
    boolean isUnfinished() {
        return isRunning() || (life.now().exit() != null && !exit.told().isDone());
    }

    /** Completes when its exit was told, or, exceptionally, when none is to be waited for since it could not be started. */
    synchronized CompletableFuture<?> atRest() {
        return CompletableFuture.anyOf(exit.told(), start.failed());
    }

    /** A source says that it has ended. */
    void exited(Exit told) {
        Exit seen = life.now().exit() == null ? kills.explain(told, killsBefore) : told;
        if (life.exited(seen)) {
            settle(seen);
        }
    }

    /** A source says that it has run, and has ended. */
    void exited(long pid, Exit told) {
        life.pid(pid);
        exited(told);
    }

    /** A phase that held back an exit is over. */
    void settle(@Nullable Exit heldBack) {
        if (heldBack == null) {
            return;
        }
        if (pidIsMissing(heldBack)) {
            // by asking, which the thread that brings the answers cannot
            context.threads().execute(() -> exit.publish(() -> pid(heldBack), heldBack));
        } else {
            exit.publish(() -> pid(heldBack), heldBack);
        }
    }

    /** Tells an exit that is known; asks the shim if need be. */
    void tell(Exit known) {
        exit.tell(pid(known), known);
    }

    /** It has run, though nobody has heard that it was started. */
    private boolean pidIsMissing(Exit known) {
        return life.now().pid() == 0 && (known.cause() == Exit.Cause.EXITED || known.cause() == Exit.Cause.OOM_KILLED);
    }

    private long pid(Exit known) {
        if (pidIsMissing(known)) {
            try {
                life.pid(shim.state(id, context.settings().deadlines().call()).pid());
            } catch (LongshoreException e) {
                LOG.warn("namespace={} id={} exec={}: cannot see whether it ran", key.namespace(), key.id(), id, e);
            }
        }
        return life.now().pid();
    }

    /** Completes when an exit that was seen is told; or need not be any more, as the process is deleted. */
    CompletionStage<Void> exitTold() {
        return exit.told().handle((told, deleted) -> null);
    }

    /** The exit is known from an earlier run, and was published then. */
    void exitedBefore(Exit known) {
        exit.publishedBefore(known);
    }
}
