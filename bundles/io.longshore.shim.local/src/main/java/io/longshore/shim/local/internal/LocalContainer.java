// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.ExecId;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.shim.local.internal.streams.StreamContext;
import io.longshore.shim.local.internal.streams.TerminalSockets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One container, from before it is created until it is ended, and all its processes. Thread-safe. */
final class LocalContainer {
    private final ShimLaunch launch;
    private final LocalContext context;
    private final ContainerCommands commands;
    private final ContainerRootfs rootfs;
    private final FirstProcess first;
    private final FirstExit firstExit;
    private final AddedProcesses added;
    private final Freezer freezer;
    private final ContainerSignals signals;
    private final ContainerEnd end;
    private volatile CreateOptions options = CreateOptions.DEFAULT;

    LocalContainer(ShimLaunch launch, LocalContext context) {
        this.launch = launch;
        this.context = context;
        this.commands = new ContainerCommands(launch, context.posix());
        this.rootfs = new ContainerRootfs(context.posix(), launch.bundle());
        this.first = new FirstProcess(launch);
        this.firstExit = new FirstExit(launch, context, commands);
        this.added = new AddedProcesses(launch, context, commands);
        this.freezer = new Freezer(commands);
        this.signals = new ContainerSignals(launch, commands, freezer, context.clock());
        this.end = new ContainerEnd(launch, commands, first, firstExit, added, rootfs);
    }

    ShimLaunch launch() {
        return launch;
    }

    ContainerCommands commands() {
        return commands;
    }

    Freezer freezer() {
        return freezer;
    }

    ContainerEnd end() {
        return end;
    }

    /** @throws AlreadyExistsException if it was created */
    long create(CreateOptions wanted, Duration timeout) {
        TimeLeft left = TimeLeft.of(timeout);
        LocalProcess process = new LocalProcess("task " + launch.namespace() + "/" + launch.id(), null, wanted.stdio());
        first.set(process);
        try (Undo undo = new Undo()) {
            undo.add("name the container", () -> first.forget(process));
            options = wanted;
            undo.add("mount the root file system", rootfs::detach);
            rootfs.mount(wanted.rootfs());
            commands.requireAbsence();
            // beside the OCI runtime, which takes much longer
            context.threads().execute(firstExit::prepare);
            if (CriuCommands.image(wanted).isEmpty()) {
                undo.add("create the container", () -> end.undo(process));
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
        LocalProcess process = first.get();
        if (process.pid() == 0) {
            TimeLeft left = TimeLeft.of(timeout);
            launch(process, (streams, time) -> commands.criu().restore(options, streams, time), left);
        } else {
            commands.start(timeout);
        }
        process.started();
        return process.pid();
    }

    /** @throws NotFoundException if it was not created */
    void exec(ExecId execId, String spec, Stdio stdio) {
        first.get();
        added.add(execId, spec, stdio);
    }

    /** @throws NotFoundException if there is none */
    LocalProcess process(@Nullable ExecId execId) {
        return execId == null ? first.get() : added.get(execId);
    }

    @Nullable
    ExecId addedId(long pid) {
        return added.idOf(pid);
    }

    void kill(@Nullable ExecId execId, Signal signal, boolean all, Duration timeout) {
        LocalProcess process = process(execId);
        if (execId != null) {
            process.signal(signal);
        } else {
            signals.send(process, signal, all, timeout);
        }
    }
}
