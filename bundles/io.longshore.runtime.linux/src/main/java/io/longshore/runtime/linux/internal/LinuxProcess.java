// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.ProcessInfo;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimProcessState;
import io.longshore.api.shim.StartNote;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
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
    private final ProcessHistory history;
    private final ProcessExit exit;
    private final ProcessSources sources;
    private final EndedMeanwhile task;
    private final EndedMeanwhile meanwhile;
    private volatile boolean tried;

    LinuxProcess(
            TaskKey key,
            ExecId id,
            Stdio stdio,
            TaskContext context,
            Shim shim,
            TaskMoment moment,
            MemoryKills kills,
            ProcessTable siblings,
            ProcessHistory history,
            EndedMeanwhile task) {
        this.key = key;
        this.id = id;
        this.stdio = stdio;
        this.context = context;
        this.shim = shim;
        this.life = new TaskLife("process " + id + " of task " + key, moment);
        this.kills = kills;
        this.siblings = siblings;
        this.tried = siblings.files().wasTried(id);
        this.history = history;
        this.exit = new ProcessExit(key, id, context, history);
        this.sources = new ProcessSources(key, id, context, shim, life, kills, exit);
        this.task = task;
        this.meanwhile = new EndedMeanwhile(life, this::isGone);
        if (mayHaveRun()) {
            sources.startWasGivenUp();
        }
    }

    private boolean isGone() {
        return task.hasEnded() || EndedMeanwhile.isToldBy(shim, id);
    }

    ProcessSources sources() {
        return sources;
    }

    ProcessHistory history() {
        return history;
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
        ProcessSources.Start start = sources.starting();
        try {
            start(start);
        } finally {
            sources.startIsOver(start);
        }
    }

    private void start(ProcessSources.Start start) {
        boolean again = tried;
        long pid;
        try {
            // the task's exit waits for those that are being started when it comes, and none may begin after that
            siblings.requireOpen();
            pid = again ? startedBefore() : task.call(TaskLife::requireRunning, this::startInShim);
        } catch (RuntimeException | Error e) {
            sources.startFailed(start, !tried || (!again && !TaskStart.isUndecided(e)));
            throw e;
        }
        finish(pid);
    }

    /** A start that was given up may have happened. */
    private long startedBefore() {
        ShimProcessState seen = shim.state(id, context.settings().deadlines().call());
        if (seen.exit() != null) {
            sources.exited(seen.exit());
        } else if (seen.pid() != 0) {
            return seen.pid();
        }
        throw new FailedPreconditionException(
                "process " + id + " of task " + key + " was tried to be started before; delete it and add it again");
    }

    /** It was tried to be started, and nobody has said whether it was: in this run, or in an earlier one. */
    boolean mayHaveRun() {
        return tried && life.now().phase() == TaskPhase.CREATED;
    }

    /** The shim says that it runs, though its start was given up. */
    void startedLate(long pid) {
        sources.resumesStart().ifPresent(start -> {
            try {
                finish(pid);
            } finally {
                sources.startIsOver(start);
            }
        });
    }

    private void finish(long pid) {
        Instant at = context.clock().instant();
        try {
            history.started(pid);
        } finally {
            watch(pid, at);
        }
        LOG.info("namespace={} id={} exec={} pid={}: started", key.namespace(), key.id(), id, pid);
    }

    /** It runs, whatever goes wrong from here on. */
    private void watch(long pid, Instant at) {
        try {
            sources.settle(life.started(pid, at));
        } finally {
            sources.watchPid();
        }
    }

    /**
     * Once only: a shim may break down, with the container, when it is asked again after a start that failed. One that was
     * refused before it was sent does not count.
     */
    private long startInShim() {
        try {
            long pid = shim.start(id, context.settings().deadlines().call(), new Attempt());
            if (pid == 0) {
                throw new UnavailableException("the shim does not say the pid of process " + id + " of task " + key);
            }
            return pid;
        } catch (LongshoreException e) {
            if (tried && !TaskStart.isUndecided(e)) {
                sources.exited(
                        new Exit(null, context.clock().instant(), Exit.Cause.UNOBSERVED, "it could not be started"));
            }
            throw e;
        }
    }

    /** Whether it was tried to be started; also for the next run. */
    private final class Attempt implements StartNote {
        @Override
        public void leaves() {
            tried = true;
            siblings.files().tried(id, context.clock().instant());
        }

        @Override
        public void stays() {
            siblings.files().notTried(id);
            tried = false;
        }
    }

    @Override
    public void kill(Signal signal) {
        life.requireProcess();
        if (life.now().startedAt() == null) {
            throw new NotFoundException("process " + id + " of task " + key + " was not started");
        }
        kills.noteSignal();
        Duration timeout = context.settings().deadlines().call();
        meanwhile.run(TaskLife::requireProcess, () -> shim.kill(id, signal, false, timeout));
    }

    @Override
    public void resizePty(int width, int height) {
        life.requireProcess();
        TerminalSize.check(width, height);
        Duration timeout = context.settings().deadlines().call();
        meanwhile.run(TaskLife::requireProcess, () -> shim.resizePty(id, width, height, timeout));
    }

    @Override
    public void closeStdin() {
        life.requireProcess();
        Duration timeout = context.settings().deadlines().call();
        meanwhile.run(TaskLife::requireProcess, () -> shim.closeStdin(id, timeout));
    }

    @Override
    public CompletionStage<Exit> exit() {
        return exit.stage();
    }

    @Override
    public Exit waitForExit(Duration timeout) {
        return exit.awaitPublished(timeout);
    }

    @Override
    public Exit delete() {
        life.beginDelete();
        try {
            TaskMoment now = life.now();
            if (now.exit() != null) {
                sources.tell(now.exit());
            }
            deleteInShim();
            siblings.remove(id);
        } catch (RuntimeException | Error e) {
            life.deleteFailed();
            throw e;
        }
        forget();
        Exit known = life.now().exit();
        return known != null
                ? known
                : new Exit(null, context.clock().instant(), Exit.Cause.UNOBSERVED, "it was never started");
    }

    /** It is deleted, or its task is: what has not ended has no exit. */
    void forget() {
        life.deleted();
        exit.willNotCome();
    }

    private void deleteInShim() {
        try {
            shim.deleteProcess(id, context.settings().deadlines().call());
        } catch (NotFoundException | UnavailableException e) {
            LOG.debug("namespace={} id={} exec={}: gone before", key.namespace(), key.id(), id, e);
        }
    }
}
