// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.LongshoreException;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.runtime.TaskStats;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one task used when it was last looked. Looking at a sample that is old asks for a new one, and does not wait for it;
 * when nobody looks, nothing is done. Thread-safe.
 */
final class StatsSample {
    static final Duration FRESH = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(StatsSample.class);

    private final Task task;
    private final Executor threads;
    private final LongSupplier nanoTime;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile @Nullable TaskStats last;
    private volatile long triedAt;

    StatsSample(Task task, Executor threads, LongSupplier nanoTime) {
        this.task = task;
        this.threads = threads;
        this.nanoTime = nanoTime;
        this.triedAt = nanoTime.getAsLong() - FRESH.toNanos() - 1;
    }

    /** The last sample; null until there is one. */
    @Nullable
    TaskStats look() {
        if (nanoTime.getAsLong() - triedAt > FRESH.toNanos() && canBeRead() && underWay.compareAndSet(false, true)) {
            begin();
        }
        return last;
    }

    private boolean canBeRead() {
        TaskInfo info = task.info();
        return info.exit() == null && info.state() != TaskState.STOPPED;
    }

    private void begin() {
        try {
            threads.execute(this::refresh);
        } catch (RejectedExecutionException e) {
            LOG.debug("too many samples are asked for; who looks again asks again", e);
            underWay.set(false);
        }
    }

    private void refresh() {
        try {
            read();
        } catch (LongshoreException e) {
            LOG.debug("namespace={} id={}: no sample", task.namespace(), task.id(), e);
        } finally {
            underWay.set(false);
        }
    }

    /** Takes a sample on the caller's thread. */
    TaskStats read() {
        try {
            TaskStats now = task.stats();
            last = now;
            return now;
        } finally {
            triedAt = nanoTime.getAsLong();
        }
    }
}
