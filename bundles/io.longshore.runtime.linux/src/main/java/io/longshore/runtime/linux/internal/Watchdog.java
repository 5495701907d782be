// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.posix.Errno;
import io.longshore.posix.PidFd;
import io.longshore.posix.Posix;
import io.longshore.posix.PosixException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees that processes are gone, also when their shims do not tell: by a descriptor of each, all of them on one thread of
 * {@link Posix}. Thread-safe.
 */
final class Watchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private final Posix posix;
    private final Later later;
    private final Duration grace;
    private final Set<PidFd> watched = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param grace how long the shim may take to tell */
    Watchdog(Posix posix, Later later, Duration grace) {
        this.posix = posix;
        this.later = later;
        this.grace = grace;
    }

    /**
     * Watches a process until its exit is known.
     *
     * @param startTime which tells it from a later one of the same id; 0 if that is not known
     * @param overdue runs when it is gone for a while, also if its exit is known by then
     */
    void watch(long pid, long startTime, CompletionStage<?> known, Runnable overdue) {
        PidFd process;
        CompletionStage<Void> exited;
        try {
            process = posix.pidfdOpen(Math.toIntExact(pid));
        } catch (PosixException e) {
            if (e.errno() == Errno.ESRCH) {
                later.executeLater(overdue, grace);
            } else {
                LOG.warn("process {} cannot be watched; its end is only known by its shim", pid, e);
            }
            return;
        }
        // looked at now that the id cannot come to mean another
        if (startTime != 0 && KernelProcess.startTime(pid) != startTime) {
            process.close();
            later.executeLater(overdue, grace);
            return;
        }
        try {
            exited = process.exited();
        } catch (PosixException e) {
            LOG.warn("process {} cannot be watched; its end is only known by its shim", pid, e);
            process.close();
            return;
        }
        watched.add(process);
        exited.whenComplete((gone, failure) -> {
            if (failure == null) {
                later.executeLater(overdue, grace);
            } else {
                LOG.trace("process {} is not watched any more", pid, failure);
            }
            release(process);
        });
        known.whenComplete((exit, failure) -> release(process));
        if (closed) {
            release(process);
        }
    }

    private void release(PidFd process) {
        if (watched.remove(process)) {
            process.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        watched.forEach(this::release);
    }
}
