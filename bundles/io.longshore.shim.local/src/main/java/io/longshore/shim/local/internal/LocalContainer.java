// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.ExecId;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.shim.local.internal.streams.StreamContext;
import io.longshore.shim.local.internal.streams.TerminalSockets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One container, from before it is created until it is ended, and all its processes. Thread-safe. */
final class LocalContainer {
    /** How long output may take to arrive after a process has ended. */
    private static final Duration DRAIN = Duration.ofSeconds(2);

    /** How long ending it may take where no caller waits, or the caller's time is over. */
    private static final Duration TO_END = Duration.ofSeconds(10);

    /** How long a process takes to end at most when it was killed and is not frozen. */
    private static final Duration TO_DIE = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(LocalContainer.class);

    private final ShimLaunch launch;
    private final LocalContext context;
    private final ContainerCommands commands;
    private final RootfsMounts mounts;
    private final FirstExit firstExit;
    private final AddedProcesses added;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();

    // guarded by this
    private @Nullable LocalProcess first;

    // guarded by this
    private boolean stopped;

    private volatile CreateOptions options = CreateOptions.DEFAULT;
    private volatile Freezing freezing = Freezing.THAWED;

    LocalContainer(ShimLaunch launch, LocalContext context) {
        this.launch = launch;
        this.context = context;
        this.commands = new ContainerCommands(launch, context.posix());
        this.mounts = new RootfsMounts(context.posix());
        this.firstExit = new FirstExit(launch, context, commands);
        this.added = new AddedProcesses(launch, context, commands);
    }

    ShimLaunch launch() {
        return launch;
    }

    ContainerCommands commands() {
        return commands;
    }

    /** Completes when it was ended by the end of the bundle. */
    CompletableFuture<Void> lost() {
        return lost;
    }

    Freezing freezing() {
        return freezing;
    }

    /** @throws AlreadyExistsException if it was created */
    long create(CreateOptions wanted, Duration timeout) {
        TimeLeft left = TimeLeft.of(timeout);
        LocalProcess process = new LocalProcess("task " + launch.namespace() + "/" + launch.id(), null, wanted.stdio());
        setFirst(process);
        try (Undo undo = new Undo()) {
            undo.add("name the container", () -> forgetFirst(process));
            options = wanted;
            if (!wanted.rootfs().isEmpty()) {
                undo.add("mount the root file system", () -> mounts.detach(rootfs()));
                mounts.mount(wanted.rootfs(), rootfs());
            }
            commands.requireAbsence();
            if (ContainerCommands.image(wanted).isEmpty()) {
                undo.add("create the container", () -> deleteByForce(process, TO_END));
                launch(process, (streams, time) -> commands.create(wanted.runc(), streams, time), left);
            }
            undo.commit();
            return process.pid();
        }
    }

    private void launch(LocalProcess process, ProcessLaunch.Command command, TimeLeft left) {
        process.beginLaunch();
        new ProcessLaunch(context).run(process, ends(launch.id().value()), command, left, firstExit);
    }

    static TerminalSockets sockets(ShimLaunch launch) {
        return new TerminalSockets(launch.stateDirectory(), launch.bundle());
    }

    /** @param id of the process, as loggers are told */
    private StreamContext ends(String id) {
        return new StreamContext(
                context.posix(),
                context.copying(),
                sockets(launch),
                launch.namespace(),
                id,
                options.runc().ioUid(),
                options.runc().ioGid());
    }

    long start(@Nullable ExecId execId, Duration timeout) {
        if (execId != null) {
            return added.start(execId, ends(execId.value()), timeout);
        }
        LocalProcess process = first();
        if (process.pid() == 0) {
            TimeLeft left = TimeLeft.of(timeout);
            launch(process, (streams, time) -> commands.restore(options, streams, time), left);
        } else {
            commands.start(timeout);
        }
        process.started();
        return process.pid();
    }

    void exec(ExecId execId, String spec, Stdio stdio) {
        first();
        added.add(execId, spec, stdio);
    }

    /** @throws NotFoundException if there is none */
    LocalProcess process(@Nullable ExecId execId) {
        return execId == null ? first() : added.get(execId);
    }

    @Nullable
    ExecId addedId(long pid) {
        return added.idOf(pid);
    }

    void kill(@Nullable ExecId execId, Signal signal, boolean all, Duration timeout) {
        LocalProcess process = process(execId);
        if (execId != null) {
            process.signal(signal);
            return;
        }
        boolean toDie = signal.equals(Signal.KILL);
        if (process.pid() == 0) {
            killUnborn(process, toDie);
        } else if (freezing == Freezing.THAWED && (!all || (toDie && hasPidNamespaceOfItsOwn()))) {
            // without a new process, so that it works whatever the machine is short of
            process.signal(signal);
            if (toDie) {
                killIfFrozen(process, all, TimeLeft.of(timeout));
            }
        } else {
            commands.kill(signal, all, timeout);
        }
    }

    /** By somebody else, or by a command that broke off: the OCI runtime thaws it. */
    private void killIfFrozen(LocalProcess process, boolean all, TimeLeft left) {
        if (process.awaitEnd(left.atMost(TO_DIE))) {
            return;
        }
        try {
            commands.kill(Signal.KILL, all, left.get());
        } catch (LongshoreException e) {
            LOG.warn("{} was sent SIGKILL, and does not end", process.name(), e);
        }
    }

    private boolean hasPidNamespaceOfItsOwn() {
        return ProcessSpec.hasPidNamespaceOfItsOwn(launch.bundle());
    }

    /** It was to be restored from a checkpoint, and never will be. */
    private void killUnborn(LocalProcess process, boolean toDie) {
        if (!toDie) {
            throw new NotFoundException(process.name() + " was not restored yet");
        }
        process.exit()
                .complete(new Exit(null, context.clock().instant(), Exit.Cause.UNOBSERVED, "it was never restored"));
    }

    void pause(Duration timeout) {
        Freezing before = freezing;
        freezing = Freezing.FREEZING;
        boolean done = false;
        try {
            commands.pause(timeout);
            done = true;
        } finally {
            freezing = done ? Freezing.FROZEN : before;
        }
    }

    void resume(Duration timeout) {
        commands.resume(timeout);
        freezing = Freezing.THAWED;
    }

    void deleteProcess(ExecId execId, Duration timeout) {
        added.delete(execId, TimeLeft.of(timeout).atMost(DRAIN));
    }

    /** Deletes it, its process having ended. Can be repeated if it fails. */
    void delete(Duration timeout) {
        TimeLeft left = TimeLeft.of(timeout);
        LocalProcess process = first();
        drain(process, left);
        try {
            commands.delete(false, left.get());
        } catch (NotFoundException e) {
            LOG.debug("namespace={} id={}: the OCI runtime has deleted it", launch.namespace(), launch.id(), e);
        }
        clear(process, left);
    }

    /** Whatever is left of it is ended. Idempotent. */
    void end(Duration timeout) {
        LocalProcess process = firstIfAny();
        if (process != null) {
            TimeLeft left = TimeLeft.of(timeout);
            commands.delete(true, left.get());
            process.requireEnd(left.get());
            drain(process, left);
            clear(process, left);
        }
    }

    private void drain(LocalProcess process, TimeLeft left) {
        TimeLeft draining = TimeLeft.of(left.atMost(DRAIN));
        process.drain(draining.get());
        added.drain(draining);
    }

    /** What watches over it comes to its end: from now on nothing is created, and what is there is killed. Does not wait. */
    void kill(String why) {
        LocalProcess process;
        synchronized (this) {
            stopped = true;
            process = first;
        }
        firstExit.stopped(why);
        if (process != null && process.pid() != 0 && process.ended() == null) {
            try {
                // without a new process: deleting needs some
                process.signal(Signal.KILL);
            } catch (NotFoundException e) {
                LOG.debug("{} was faster", process.name(), e);
            }
        }
    }

    /** After {@link #kill(String)}. */
    void stop(TimeLeft left) {
        try {
            end(left.atMost(TO_END));
        } catch (RuntimeException e) {
            LOG.error(
                    "namespace={} id={}: it could not be deleted; the next start tries again",
                    launch.namespace(),
                    launch.id(),
                    e);
            awaitExit(left);
        } finally {
            lost.complete(null);
        }
    }

    /** Of what was killed, so that it is told. */
    private void awaitExit(TimeLeft left) {
        LocalProcess process = firstIfAny();
        if (process != null && !process.awaitEnd(left.atMost(TO_END))) {
            LOG.error("{} was killed and is not gone", process.name());
        }
    }

    private void deleteByForce(LocalProcess process, Duration timeout) {
        TimeLeft left = TimeLeft.of(timeout);
        commands.delete(true, left.get());
        process.requireEnd(left.get());
    }

    private void clear(LocalProcess process, TimeLeft left) {
        process.requireEnd(left.get());
        added.forgetAll(left);
        if (!options.rootfs().isEmpty()) {
            mounts.unmount(rootfs());
        }
        forgetFirst(process);
    }

    private Path rootfs() {
        return launch.bundle().resolve("rootfs");
    }

    private LocalProcess first() {
        LocalProcess process = firstIfAny();
        if (process == null) {
            throw new NotFoundException("task " + launch.namespace() + "/" + launch.id() + " has no container");
        }
        return process;
    }

    private synchronized @Nullable LocalProcess firstIfAny() {
        return first;
    }

    private synchronized void setFirst(LocalProcess process) {
        if (stopped) {
            throw new UnavailableException(process.name() + " cannot be created: its parent was stopped");
        }
        if (first != null) {
            throw new AlreadyExistsException(process.name() + " was created before");
        }
        first = process;
    }

    private void forgetFirst(LocalProcess process) {
        process.forget();
        synchronized (this) {
            first = null;
        }
    }
}
