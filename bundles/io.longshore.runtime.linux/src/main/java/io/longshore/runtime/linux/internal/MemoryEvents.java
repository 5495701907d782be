// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.posix.Fd;
import io.longshore.posix.Posix;
import io.longshore.posix.PosixException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when cgroups of the first version are out of memory. One thread of the {@link Posix} waits for all of them. Closing
 * it ends all watching.
 */
final class MemoryEvents implements AutoCloseable {
    private static final int COUNTER_BYTES = 8;

    private static final Logger LOG = LoggerFactory.getLogger(MemoryEvents.class);

    private final Posix posix;
    private final Executor threads;
    private final Set<Fd> watched = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    MemoryEvents(Posix posix, Executor threads) {
        this.posix = posix;
        this.threads = threads;
    }

    /**
     * @param memory directory of the cgroup; one of the second version is not watched
     * @param ended ends this
     * @param happened runs when the kernel is about to kill a process in it
     */
    void watch(Path memory, CompletionStage<?> ended, Runnable happened) {
        Path control = memory.resolve("cgroup.event_control");
        if (!Files.exists(control)) {
            return;
        }
        Fd notifications;
        try {
            notifications = posix.cgroupNotifications(control, memory.resolve("memory.oom_control"));
        } catch (PosixException e) {
            LOG.warn("nobody will be told when {} is out of memory", memory, e);
            return;
        }
        watched.add(notifications);
        await(notifications, memory, happened);
        ended.whenComplete((exit, failure) -> release(notifications));
        if (closed) {
            release(notifications);
        }
    }

    private void await(Fd notifications, Path memory, Runnable happened) {
        CompletionStage<Void> readable;
        try {
            readable = notifications.readable();
        } catch (PosixException e) {
            LOG.warn("nobody will be told any more when {} is out of memory", memory, e);
            release(notifications);
            return;
        }
        CompletionStage<Void> looking = readable.thenRunAsync(() -> look(notifications, memory, happened), threads);
        looking.whenComplete((looked, failure) -> {
            if (failure != null) {
                LOG.trace("{} is not watched any more", memory, failure);
            }
        });
    }

    private void look(Fd notifications, Path memory, Runnable happened) {
        if (!watched.contains(notifications)) {
            return;
        }
        int read = notifications.read(new byte[COUNTER_BYTES], 0, COUNTER_BYTES);
        // the kernel notifies when the cgroup is removed, too
        if (!Files.exists(memory)) {
            release(notifications);
            return;
        }
        await(notifications, memory, happened);
        if (read == COUNTER_BYTES) {
            happened.run();
        }
    }

    private void release(Fd notifications) {
        if (watched.remove(notifications)) {
            notifications.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        watched.forEach(this::release);
    }
}
