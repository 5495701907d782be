// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.LongshoreException;
import io.longshore.posix.Fd;
import io.longshore.posix.PosixException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells when a container runs out of memory. Closed by its owner. */
final class OomWatch implements AutoCloseable {
    private static final int COUNTER_BYTES = 8;
    private static final Logger LOG = LoggerFactory.getLogger(OomWatch.class);

    private final MemoryCgroup cgroup;
    private final Executor threads;
    private final Runnable outOfMemory;

    // guarded by this; of a cgroup of the first version
    private @Nullable Fd notifications;

    // guarded by this; of one of the second
    private @Nullable Runnable unwatch;

    // guarded by this
    private long told;

    // guarded by this
    private boolean closed;

    private OomWatch(MemoryCgroup cgroup, Executor threads, Runnable outOfMemory) {
        this.cgroup = cgroup;
        this.threads = threads;
        this.outOfMemory = outOfMemory;
    }

    /** Empty if it cannot be watched: a container runs without, too. */
    static Optional<OomWatch> open(LocalContext context, long pid, Runnable outOfMemory) {
        try {
            Optional<MemoryCgroup> cgroup = MemoryCgroup.of(pid, context.proc());
            Optional<OomWatch> watch = cgroup.map(found -> new OomWatch(found, context.threads(), outOfMemory));
            watch.ifPresent(opened -> opened.begin(context));
            return watch;
        } catch (LongshoreException | PosixException e) {
            LOG.warn("nobody will be told if process {} runs out of memory", pid, e);
            return Optional.empty();
        }
    }

    private synchronized void begin(LocalContext context) {
        if (cgroup.unified()) {
            unwatch = context.changes().watch(cgroup.events(), this::look);
            return;
        }
        notifications = context.posix()
                .cgroupNotifications(cgroup.directory().resolve("cgroup.event_control"), cgroup.events());
        await(notifications);
    }

    private void await(Fd from) {
        var unused = from.readable()
                .thenRunAsync(
                        () -> {
                            look();
                            again(from);
                        },
                        threads);
    }

    private synchronized void again(Fd from) {
        if (!closed && Files.exists(cgroup.events())) {
            await(from);
        }
    }

    /** Looks whether something has happened that was not told yet. */
    void look() {
        boolean happened;
        synchronized (this) {
            happened = !closed && (notifications == null ? counted() : notified(notifications));
        }
        if (happened) {
            outOfMemory.run();
        }
    }

    /** The kernel notifies, perhaps several times, before it kills and counts; and when the cgroup is removed. */
    private boolean notified(Fd from) {
        int read = from.read(new byte[COUNTER_BYTES], 0, COUNTER_BYTES);
        long kills = cgroup.kills();
        if (read != COUNTER_BYTES || !Files.exists(cgroup.events()) || told > kills) {
            return false;
        }
        told = kills + 1;
        return true;
    }

    private boolean counted() {
        long kills = cgroup.kills();
        boolean more = kills > told;
        told = kills;
        return more;
    }

    /** Where the kernel has killed a process for want of memory; empty if nowhere. */
    Optional<MemoryCgroup> killer() {
        return cgroup.kills() > 0 ? Optional.of(cgroup) : Optional.empty();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (notifications != null) {
            notifications.close();
        }
        if (unwatch != null) {
            unwatch.run();
        }
    }
}
