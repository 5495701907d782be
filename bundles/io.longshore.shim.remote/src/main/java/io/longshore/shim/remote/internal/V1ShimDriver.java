// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.ExecId;
import io.longshore.api.NotFoundException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimDriver;
import io.longshore.api.shim.ShimEventSink;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.Posix;
import io.longshore.ttrpc.TtrpcClient;
import io.longshore.ttrpc.TtrpcException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Starts {@code containerd-shim} processes and finds them again, one per task. */
final class V1ShimDriver implements ShimDriver {
    private static final Path PROC = Path.of("/proc");

    private final ShimProcesses processes;
    private final DirectoryWatch watch;
    private final RetryThread retries;
    private final EventSpool spool;
    private final Posix posix;
    private final RemoteCalls calls;
    private final V1Start start;
    private final HeldShims held = new HeldShims();

    V1ShimDriver(Path rootDirectory, Path stateDirectory, ShimEventSink events, Posix posix) {
        this.posix = posix;
        processes = new ShimProcesses(PROC, posix);
        ShimSockets sockets = new ShimSockets(stateDirectory);
        Publisher publisher = Publisher.install(rootDirectory);
        watch = new DirectoryWatch("longshore-shim-v1-watch");
        retries = new RetryThread("longshore-shim-v1-retry");
        try {
            watch.watch(sockets.directory(), sockets::appeared);
            spool = new EventSpool(stateDirectory, events, retries, Clock.systemUTC());
            Programs programs = new Programs(System.getenv("PATH"));
            V1Command command = new V1Command(spool.directory(), publisher, programs, posix);
            // the last, as nothing after it can fail
            calls = RemoteCalls.open("longshore-shim-v1");
            start = new V1Start(sockets, command, calls, posix);
        } catch (RuntimeException | Error e) {
            watch.close();
            retries.close();
            throw e;
        }
    }

    @Override
    public Shim start(ShimLaunch launch, Duration timeout) {
        return held.hold(start.start(launch, timeout, held::release));
    }

    @Override
    public Shim connect(ShimLaunch launch, Duration timeout) {
        String name = "the shim of task " + launch.namespace() + "/" + launch.id();
        Path socket = ShimSockets.socket(launch);
        ShimProcess process = processes
                .find(V1Files.readPid(launch.bundle()), socket)
                .orElseThrow(() -> new NotFoundException(name + " does not run"));
        try {
            TtrpcClient client = calls.connect(socket, timeout);
            return held.hold(V1Shim.of(launch, socket, process, client, posix, held::release));
        } catch (TtrpcException e) {
            process.close();
            if (Dial.isRefused(e) || Files.notExists(socket, LinkOption.NOFOLLOW_LINKS)) {
                throw new NotFoundException(name + " does not listen", e);
            }
            throw Dial.failed("connecting to " + name, e);
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    @Override
    public boolean tellsOutOfMemory(ShimLaunch launch) {
        return false;
    }

    @Override
    public Optional<Exit> publishedExit(ShimLaunch launch, long pid) {
        return PublishedExit.find(launch, null, pid);
    }

    @Override
    public Optional<Exit> publishedExit(ShimLaunch launch, ExecId execId, long pid) {
        return PublishedExit.find(launch, execId, pid);
    }

    @Override
    public Optional<TaskEvent.Exited> publishedExit(ShimLaunch launch, ExecId execId, Instant since) {
        return PublishedExit.findLast(launch, execId, since);
    }

    @Override
    public void reclaim(ShimLaunch launch, Duration timeout) {
        Path socket = ShimSockets.socket(launch);
        List<ShimProcess> left = processes.all(socket);
        try {
            left.forEach(ShimProcess::kill);
            left.forEach(process -> process.end(timeout));
        } finally {
            left.forEach(ShimProcess::close);
        }
        ShimSockets.remove(socket);
    }

    @Override
    public void deliverEvents() {
        watch.watch(spool.directory(), spool::appeared);
    }

    @Override
    public void close() {
        // before their connections go with the threads below, which would look like the death of all shims
        held.closeAll();
        watch.close();
        retries.close();
        calls.close();
    }
}
