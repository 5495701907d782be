// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.LongshoreException;
import io.longshore.api.shim.ShimLaunch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a shim of the second generation with the last of its tasks: it is asked to, and killed if it does not. */
final class V2Ending implements ShimEnding {
    private static final Logger LOG = LoggerFactory.getLogger(V2Ending.class);
    private static final Duration ANSWER = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final ShimLaunch launch;
    private final ShimContact contact;
    private final V2Calls calls;
    private final Path socket;
    private final ShimGroups groups;
    private final ShimLogs logs;
    private volatile boolean ended;

    V2Ending(ShimLaunch launch, ShimContact contact, V2Calls calls, Path socket, ShimGroups groups, ShimLogs logs) {
        this.launch = launch;
        this.contact = contact;
        this.calls = calls;
        this.socket = socket;
        this.groups = groups;
        this.logs = logs;
    }

    @Override
    public void end(Duration timeout) {
        if (ended) {
            return;
        }
        boolean last = groups.leave(launch, timeout, () -> endProcess(timeout));
        LOG.debug("namespace={} id={}: its shim {}", launch.namespace(), launch.id(), last ? "has ended" : "goes on");
        contact.close();
        ended = true;
    }

    private void endProcess(Duration timeout) {
        if (!isGone()) {
            askToEnd();
        }
        contact.disconnect();
        contact.process().end(timeout);
        V2Sockets.remove(socket);
        logs.forget(socket);
    }

    private boolean isGone() {
        CompletableFuture<?> process = contact.process().ended().toCompletableFuture();
        return process.isDone() && !process.isCompletedExceptionally();
    }

    private void askToEnd() {
        try {
            calls.shutdown(ANSWER);
        } catch (CancelledException e) {
            throw e;
        } catch (LongshoreException e) {
            LOG.debug("namespace={} id={}: its shim has not answered to its end", launch.namespace(), launch.id(), e);
            return;
        }
        try {
            contact.process().ended().toCompletableFuture().get(GRACE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.warn("namespace={} id={}: its shim does not end, and is killed", launch.namespace(), launch.id(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted while the shim of " + launch.id() + " was being ended", e);
        } catch (CancellationException | ExecutionException e) {
            LOG.debug("namespace={} id={}: its shim was let go of", launch.namespace(), launch.id(), e);
        }
    }
}
