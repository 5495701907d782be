// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.Exit;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one task. Thread-safe and lock-free: a transition decides, and tells its caller what to do next; the
 * caller acts outside.
 *
 * <p>An exit can come at any time, from several sources. The first one counts. Whoever's transition returns it must publish
 * it: that is {@link #exited} itself, or, while the create or start event is still to be published, the transition that
 * follows that event. So the order of events holds and each exit is published once.
 */
final class TaskLife {
    private final String name;
    private final AtomicReference<TaskMoment> now;

    /** @param name for messages, such as {@code task default/web} */
    TaskLife(String name, TaskMoment initial) {
        this.name = name;
        this.now = new AtomicReference<>(initial);
    }

    TaskMoment now() {
        return now.get();
    }

    /** The container was created, before its event. */
    void pid(long pid) {
        transition(moment -> moment.pid(pid));
    }

    /** The create event was published. Returns the exit that came meanwhile, to be published now. */
    @Nullable
    Exit created() {
        return leave(TaskPhase.CREATING, moment -> moment.in(TaskPhase.CREATED));
    }

    /** @throws FailedPreconditionException unless the process waits to be started */
    void beginStart() {
        transition(moment -> switch (moment.phase()) {
            case CREATED -> moment.in(TaskPhase.STARTING);
            case CREATING -> throw refused("is being created");
            case STARTING -> throw refused("is being started");
            case RUNNING, PAUSING, PAUSED, RESUMING -> throw refused("has been started already");
            case STOPPED -> throw refused("has ended; delete it and create it again");
            case DELETING -> throw refused("is being deleted");
            case DELETED -> throw gone();
        });
    }

    /** A start was given up and happened nevertheless: it is begun again, unless it is no more the time for that. */
    boolean resumeStart() {
        TaskMoment before =
                transition(moment -> moment.phase() == TaskPhase.CREATED ? moment.in(TaskPhase.STARTING) : moment);
        return before.phase() == TaskPhase.CREATED;
    }

    /** @throws NotFoundException if it was deleted */
    void requireExistence() {
        if (now.get().phase() == TaskPhase.DELETED) {
            throw gone();
        }
    }

    /** The start event was published. Returns the exit that came meanwhile, to be published now. */
    @Nullable
    Exit started(long pid, Instant at) {
        return leave(TaskPhase.STARTING, moment -> moment.started(pid, at));
    }

    /** It could not be started. Returns the exit that came meanwhile, to be published now. */
    @Nullable
    Exit startFailed() {
        return leave(TaskPhase.STARTING, moment -> moment.in(TaskPhase.CREATED));
    }

    /** @throws FailedPreconditionException unless it runs */
    void beginPause() {
        transition(moment -> {
            requireRunning(moment);
            return moment.in(TaskPhase.PAUSING);
        });
    }

    /** It was frozen, or it could not be; an exit that came meanwhile has put an end to both. Returns whether it did not. */
    boolean endPause(boolean paused) {
        TaskMoment before = transition(moment -> moment.phase() == TaskPhase.PAUSING
                ? moment.in(paused ? TaskPhase.PAUSED : TaskPhase.RUNNING)
                : moment);
        return before.phase() == TaskPhase.PAUSING;
    }

    /** @throws FailedPreconditionException unless it is paused */
    void beginResume() {
        transition(moment -> {
            requirePaused(moment);
            return moment.in(TaskPhase.RESUMING);
        });
    }

    /** It goes on, or could not be made to; an exit that came meanwhile has put an end to both. */
    void endResume(boolean resumed) {
        transition(moment -> moment.phase() == TaskPhase.RESUMING
                ? moment.in(resumed ? TaskPhase.RUNNING : TaskPhase.PAUSED)
                : moment);
    }

    /** @throws FailedPreconditionException unless it is paused at that moment */
    void requirePaused(TaskMoment moment) {
        switch (moment.phase()) {
            case PAUSED -> {}
            case RESUMING -> throw refused("is being resumed");
            case DELETED -> throw gone();
            default -> throw refused("is not paused");
        }
    }

    /**
     * The shim says that it is frozen, or that it is not, whatever was known here. Returns whether that is what it is from now
     * on: not if anything has happened to it since then, or it does not run.
     *
     * @param asked what it was before the shim was asked, or told to
     */
    boolean corrected(TaskMoment asked, boolean paused) {
        TaskPhase phase = paused ? TaskPhase.PAUSED : TaskPhase.RUNNING;
        return switch (asked.phase()) {
            case RUNNING, PAUSED -> now.compareAndSet(asked, asked.phase() == phase ? asked : asked.in(phase));
            case CREATING, CREATED, STARTING, PAUSING, RESUMING, STOPPED, DELETING, DELETED -> false;
        };
    }

    /** @throws FailedPreconditionException unless it runs */
    void requireRunning() {
        requireRunning(now.get());
    }

    /** As {@link #requireRunning()}, of that moment. */
    void requireRunning(TaskMoment moment) {
        switch (moment.phase()) {
            case RUNNING -> {}
            case CREATING, CREATED, STARTING -> throw refused("is not started");
            case PAUSING, PAUSED, RESUMING -> throw refused("is paused; resume it first");
            case STOPPED, DELETING -> throw refused("has ended");
            case DELETED -> throw gone();
        }
    }

    /** A process has ended, says one of the sources. Returns whether the caller must publish it. */
    boolean exited(Exit exit) {
        TaskMoment before = transition(moment -> {
            if (moment.exit() != null || moment.phase() == TaskPhase.DELETED) {
                return moment;
            }
            TaskMoment ended = moment.exited(exit);
            return switch (moment.phase()) {
                case CREATED, RUNNING, PAUSING, PAUSED, RESUMING -> ended.in(TaskPhase.STOPPED);
                default -> ended;
            };
        });
        return before.exit() == null
                && switch (before.phase()) {
                    case CREATING, STARTING, DELETED -> false;
                    case CREATED, RUNNING, PAUSING, PAUSED, RESUMING, STOPPED, DELETING -> true;
                };
    }

    /** @throws NotFoundException if there is no process to be signalled */
    void requireProcess() {
        requireProcess(now.get());
    }

    /** As {@link #requireProcess()}, of that moment. */
    void requireProcess(TaskMoment moment) {
        switch (moment.phase()) {
            case STOPPED, DELETING -> throw new NotFoundException(name + " has ended");
            case DELETED -> throw gone();
            default -> {}
        }
    }

    /** @throws FailedPreconditionException while the process runs, or another delete is under way */
    void beginDelete() {
        transition(moment -> switch (moment.phase()) {
            case CREATED, STOPPED -> moment.deleting();
            case CREATING -> throw refused("is being created");
            case STARTING -> throw refused("is being started");
            case RUNNING, PAUSING, PAUSED, RESUMING ->
                throw refused("is running; kill it first, or force the deletion");
            case DELETING -> throw refused("is being deleted");
            case DELETED -> throw gone();
        });
    }

    /**
     * As {@link #beginDelete}, also while the process runs.
     *
     * @throws FailedPreconditionException while it is being created or started, or another delete is under way
     */
    void beginForcedDelete() {
        transition(moment -> switch (moment.phase()) {
            case CREATED, RUNNING, PAUSING, PAUSED, RESUMING, STOPPED -> moment.deleting();
            case CREATING -> throw refused("is being created");
            case STARTING -> throw refused("is being started");
            case DELETING -> throw refused("is being deleted");
            case DELETED -> throw gone();
        });
    }

    /** It is what it was before, as far as its process is still there, and can be deleted again. */
    void deleteFailed() {
        transition(moment -> moment.phase() == TaskPhase.DELETING ? moment.beforeDeletion() : moment);
    }

    void deleted() {
        transition(moment -> moment.in(TaskPhase.DELETED));
    }

    /** Its shim is gone, and somebody removes it already; should that fail, it must be cleaned up. */
    void noteShimLost() {
        transition(moment -> moment.phase() == TaskPhase.DELETED ? moment : moment.shimLost(true));
    }

    /**
     * Its shim is gone. Returns whether the caller must clean up now. If not, the task is being created, started or deleted:
     * then it is remembered in {@link TaskMoment#shimLost}, and whoever ends that phase asks again, unless the task is gone then.
     */
    boolean beginCleanup() {
        TaskMoment before = transition(moment -> switch (moment.phase()) {
            case CREATED, RUNNING, PAUSING, PAUSED, RESUMING, STOPPED ->
                moment.shimLost(false).deleting();
            case CREATING, STARTING, DELETING -> moment.shimLost(true);
            case DELETED -> moment;
        });
        return switch (before.phase()) {
            case CREATED, RUNNING, PAUSING, PAUSED, RESUMING, STOPPED -> true;
            case CREATING, STARTING, DELETING, DELETED -> false;
        };
    }

    /** It was remembered that its shim is gone, and what it was remembered for is over. */
    boolean isToBeCleanedUp() {
        TaskMoment moment = now.get();
        return moment.shimLost()
                && switch (moment.phase()) {
                    case CREATED, RUNNING, PAUSING, PAUSED, RESUMING, STOPPED -> true;
                    case CREATING, STARTING, DELETING, DELETED -> false;
                };
    }

    private @Nullable Exit leave(TaskPhase from, UnaryOperator<TaskMoment> step) {
        TaskMoment before = transition(moment -> {
            if (moment.phase() != from) {
                return moment;
            }
            TaskMoment after = step.apply(moment);
            return after.exit() == null ? after : after.in(TaskPhase.STOPPED);
        });
        return before.phase() == from ? before.exit() : null;
    }

    private TaskMoment transition(UnaryOperator<TaskMoment> step) {
        return now.getAndUpdate(step);
    }

    private FailedPreconditionException refused(String why) {
        return new FailedPreconditionException(name + " " + why);
    }

    private NotFoundException gone() {
        return new NotFoundException(name + " does not exist any more");
    }
}
