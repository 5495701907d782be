// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.NotImplementedException;
import io.longshore.api.UnavailableException;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.PidFd;
import io.longshore.posix.Posix;
import io.longshore.posix.PosixException;
import io.longshore.ttrpc.TtrpcClient;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects to a shim of the second generation and finds out which process it is. */
final class V2Connect {
    private static final Logger LOG = LoggerFactory.getLogger(V2Connect.class);

    private static final int INIT = 1;

    private final RemoteCalls calls;
    private final V2Processes processes;
    private final ShimGroups groups;
    private final ShimLogs logs;
    private final Posix posix;

    V2Connect(RemoteCalls calls, V2Processes processes, ShimGroups groups, ShimLogs logs, Posix posix) {
        this.calls = calls;
        this.processes = processes;
        this.groups = groups;
        this.logs = logs;
        this.posix = posix;
    }

    /**
     * @param turns of the group
     * @param released told when the shim is ended or closed here
     * @throws io.longshore.ttrpc.TtrpcException if nobody listens, or the connection is not taken in time
     */
    RemoteShim connect(
            ShimLaunch launch, Bootstrap bootstrap, Turns turns, Duration timeout, Consumer<RemoteShim> released) {
        long deadline = System.nanoTime() + timeout.toNanos();
        groups.listens(launch, bootstrap.socket());
        TtrpcClient client = calls.connect(bootstrap.socket(), timeout);
        try {
            V2Calls service = calls(launch, bootstrap.version(), client);
            ShimProcess process;
            try {
                process = process(launch, service, deadline);
            } catch (NotImplementedException e) {
                if (bootstrap.version() == 2) {
                    throw e;
                }
                // a shim that runs since before its program was replaced by a newer one
                LOG.debug("namespace={} id={}: its shim knows version 2 only", launch.namespace(), launch.id(), e);
                service = calls(launch, 2, client);
                process = process(launch, service, deadline);
            } catch (NotFoundException e) {
                // some answer only when they drive the container
                process = processes.shim(launch).orElseThrow(() -> e);
            }
            ShimContact contact = new ShimContact(process, client);
            V2Ending ending = new V2Ending(launch, contact, service, bootstrap.socket(), groups, logs);
            contact.lost().thenRun(() -> logs.forgetLater(bootstrap.socket()));
            return new RemoteShim(launch, contact, service, turns, posix, ending, released);
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private static V2Calls calls(ShimLaunch launch, int version, TtrpcClient client) {
        return new V2Calls(launch, new ShimCaller(launch, V2Calls.service(version), client));
    }

    /** It says its pid; which process that is, its bundle says if it was known before. */
    private ShimProcess process(ShimLaunch launch, V2Calls service, long deadline) {
        int pid = service.connect(left(deadline));
        if (pid == INIT || pid == ProcessHandle.current().pid()) {
            // which would be killed with it
            throw new UnavailableException("the shim says that its pid is " + pid + ", which is not a shim's");
        }
        return V2Bundle.of(launch)
                .process()
                .filter(noted -> noted.pid() == pid)
                .flatMap(noted -> noted.hold(posix))
                .orElseGet(() -> held(pid, service, deadline));
    }

    /** It says its pid again once that is held: so it was alive in between, and the pid its own. */
    private ShimProcess held(int pid, V2Calls service, long deadline) {
        PidFd pidFd;
        try {
            pidFd = posix.pidfdOpen(pid);
        } catch (PosixException | IllegalArgumentException e) {
            throw new UnavailableException("the shim says that its pid is " + pid + ", which cannot be watched", e);
        }
        try {
            if (service.connect(left(deadline)) != pid) {
                throw new UnavailableException("the shim says now this and now that of its pid");
            }
            return new AdoptedProcess(pidFd);
        } catch (LongshoreException e) {
            pidFd.close();
            throw e;
        }
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    }
}
