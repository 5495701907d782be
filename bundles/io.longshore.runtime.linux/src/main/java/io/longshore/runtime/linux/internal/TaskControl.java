// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.LongshoreException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.runtime.TaskStats;
import io.longshore.api.shim.ShimProcessState;
import io.longshore.runtime.linux.internal.cgroup.Cgroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done to a task that is there, each by one call of its shim. */
final class TaskControl {
    private static final Logger LOG = LoggerFactory.getLogger(TaskControl.class);

    /** A shim that hangs is not waited for longer: the kernel answers at once. */
    private static final Duration STATS = Duration.ofSeconds(2);

    private final TaskKey key;
    private final TaskContext context;
    private final TaskContact contact;
    private final TaskRecordFile record;
    private final TaskHistory history;
    private final TaskLife life;
    private final MemoryKills kills;
    private final EndedMeanwhile meanwhile;

    TaskControl(
            TaskKey key,
            TaskContext context,
            TaskContact contact,
            TaskRecordFile record,
            TaskHistory history,
            TaskLife life,
            MemoryKills kills,
            EndedMeanwhile meanwhile) {
        this.key = key;
        this.context = context;
        this.contact = contact;
        this.record = record;
        this.history = history;
        this.life = life;
        this.kills = kills;
        this.meanwhile = meanwhile;
    }

    void kill(Signal signal, boolean all) {
        life.requireProcess();
        kills.noteSignal();
        meanwhile.run(TaskLife::requireProcess, () -> contact.shim().kill(null, signal, all, timeout()));
    }

    void pause() {
        life.beginPause();
        try {
            meanwhile.run(TaskLife::requireRunning, () -> contact.shim().pause(timeout()));
        } catch (RuntimeException | Error e) {
            life.endPause(false);
            if (!wasDoneBefore(TaskState.PAUSED, e)) {
                throw e;
            }
            return;
        }
        if (!history.pause(true, () -> life.endPause(true))) {
            // nobody is told that it was
            life.requireRunning();
        }
    }

    void resume() {
        history.beginResume(life::beginResume);
        try {
            meanwhile.run(TaskLife::requirePaused, () -> contact.shim().resume(timeout()));
        } catch (RuntimeException | Error e) {
            boolean told = history.endResume(false, () -> life.endResume(false));
            if (TaskStart.isUndecided(e) || !(told || wasDoneBefore(TaskState.RUNNING, e))) {
                throw e;
            }
            return;
        }
        history.endResume(true, () -> life.endResume(true));
    }

    /** What the shim refuses an earlier call may have done whose answer did not come. */
    private boolean wasDoneBefore(TaskState wanted, Throwable refused) {
        if (!(refused instanceof LongshoreException) || TaskStart.isUndecided(refused)) {
            return false;
        }
        LOG.debug("namespace={} id={}: refused; is it {} already?", key.namespace(), key.id(), wanted, refused);
        try {
            TaskMoment asked = life.now();
            corrected(asked, contact.shim().state(null, EndedMeanwhile.ANSWER));
            return life.now().state() == wanted;
        } catch (LongshoreException e) {
            LOG.debug("namespace={} id={}: cannot see whether it is {}", key.namespace(), key.id(), wanted, e);
            return false;
        }
    }

    /**
     * The shim says how it is. If that comes of a call whose answer did not come, it is told now.
     *
     * @param asked what it was before the shim was asked
     * @throws LongshoreException if it cannot be told now
     */
    void corrected(TaskMoment asked, ShimProcessState seen) {
        boolean paused = seen.state() == TaskState.PAUSED;
        // what is being frozen is neither
        if (seen.exit() == null && (paused || seen.state() == TaskState.RUNNING)) {
            history.pause(paused, () -> life.corrected(asked, paused));
        }
    }

    List<ProcessPid> pids() {
        life.requireProcess();
        return meanwhile.call(TaskLife::requireProcess, () -> contact.shim().pids(timeout()));
    }

    void resizePty(int width, int height) {
        TerminalSize.check(width, height);
        life.requireProcess();
        meanwhile.run(TaskLife::requireProcess, () -> contact.shim().resizePty(null, width, height, timeout()));
    }

    void closeStdin() {
        life.requireProcess();
        meanwhile.run(TaskLife::requireProcess, () -> contact.shim().closeStdin(null, timeout()));
    }

    void update(LinuxResources resources) {
        life.requireProcess();
        meanwhile.run(TaskLife::requireProcess, () -> contact.shim().update(resources, timeout()));
    }

    void checkpoint(Path image, CheckpointOptions options) {
        if (!image.isAbsolute()) {
            throw new InvalidArgumentException("the checkpoint's directory must be an absolute path, not " + image);
        }
        life.requireRunning();
        Runnable call = () -> contact.shim()
                .checkpoint(image, options, context.settings().deadlines().create());
        if (options.exit()) {
            // it may have ended by this call, and why that has failed is what counts
            call.run();
        } else {
            meanwhile.run(TaskLife::requireRunning, call);
        }
        context.events().publish(new TaskEvent.Checkpointed(key.namespace(), key.id(), image.toString()));
    }

    /** As the shim says, else as the kernel has it. */
    TaskStats stats() {
        life.requireProcess();
        return meanwhile.call(TaskLife::requireProcess, () -> told().orElseGet(this::read));
    }

    private Optional<TaskStats> told() {
        try {
            return contact.shim().stats(STATS.compareTo(timeout()) < 0 ? STATS : timeout());
        } catch (CancelledException e) {
            throw e;
        } catch (LongshoreException e) {
            LOG.debug("namespace={} id={}: its shim does not say what it uses", key.namespace(), key.id(), e);
            return Optional.empty();
        }
    }

    private TaskStats read() {
        // its first process may have moved to a nested one
        Cgroup known = record.current().process().cgroup();
        Cgroup cgroup = known != null ? known : context.cgroups().of(life.now().pid());
        return cgroup.stats(context.clock().instant());
    }

    private Duration timeout() {
        return context.settings().deadlines().call();
    }
}
