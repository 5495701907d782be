// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimDriver;
import io.longshore.api.shim.ShimEventSink;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.Posix;
import io.longshore.ttrpc.TtrpcException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Starts shims of the second generation and finds them again, each for one task or a group of tasks. */
final class V2ShimDriver implements ShimDriver {
    private static final Path PROC = Path.of("/proc");

    /** Less than the time for which a shim waits. */
    private static final Duration EVENT_ANSWER = Duration.ofSeconds(2);

    private final RemoteCalls calls;
    private final EventsServer events;
    private final ShimGroups groups = new ShimGroups();
    private final ShimLogs logs;
    private final V2Connect connect;
    private final V2Start start;
    private final V2Remains remains;
    private final HeldShims held = new HeldShims();

    V2ShimDriver(Path stateDirectory, ShimEventSink sink, Posix posix) {
        EventsServer.requireRoom(stateDirectory);
        V2Processes processes = new V2Processes(PROC, posix);
        V2Command command = new V2Command(new Programs(System.getenv("PATH")), posix);
        calls = RemoteCalls.open("longshore-shim-v2");
        events = new EventsServer(stateDirectory, sink, calls, EVENT_ANSWER);
        logs = new ShimLogs(posix, calls, processes);
        connect = new V2Connect(calls, processes, groups, logs, posix);
        remains = new V2Remains(command, processes, groups, logs, posix);
        start = new V2Start(stateDirectory, command, connect, remains, groups, logs, posix);
    }

    @Override
    public Shim start(ShimLaunch launch, Duration timeout) {
        return held.hold(start.start(launch, timeout, held::release));
    }

    @Override
    public Shim connect(ShimLaunch launch, Duration timeout) {
        String name = "the shim of task " + launch.namespace() + "/" + launch.id();
        Bootstrap bootstrap = V2Bundle.of(launch)
                .bootstrap()
                .orElseThrow(() -> new NotFoundException(name + " does not run: its bundle has no address"));
        Turns turns = groups.join(launch, timeout);
        RemoteShim shim;
        try {
            shim = connect.connect(launch, bootstrap, turns, timeout, held::release);
        } catch (TtrpcException e) {
            if (Dial.isRefused(e) || Files.notExists(bootstrap.socket(), LinkOption.NOFOLLOW_LINKS)) {
                throw new NotFoundException(name + " does not listen", e);
            }
            throw Dial.failed("connecting to " + name, e);
        }
        if (V2Bundle.of(launch).process().isPresent()) {
            groups.knows(launch);
        }
        try {
            logs.openAgain(launch, shim.pid(), bootstrap.socket());
        } catch (LongshoreException e) {
            shim.close();
            throw e;
        }
        return held.hold(shim);
    }

    /** runc's shim could tell it, and only while somebody listens; the kernel tells it at any time. */
    @Override
    public boolean tellsOutOfMemory(ShimLaunch launch) {
        return !V2Program.drivesRunc(launch.shimBinary());
    }

    /** What a shim could not send it gives up; while it runs it answers when it is asked. */
    @Override
    public Optional<Exit> publishedExit(ShimLaunch launch, long pid) {
        return Optional.empty();
    }

    @Override
    public void reclaim(ShimLaunch launch, Duration timeout) {
        remains.reclaim(launch, timeout);
    }

    @Override
    public void deliverEvents() {
        events.open();
    }

    @Override
    public void close() {
        // before their connections go with the threads below, which would look like the death of all shims
        held.closeAll();
        events.close();
        logs.close();
        calls.close();
    }
}
