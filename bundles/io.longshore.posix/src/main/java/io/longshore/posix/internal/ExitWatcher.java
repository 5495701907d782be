// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import io.longshore.posix.PosixException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/** One epoll and one thread that see the end of any number of processes. */
public final class ExitWatcher implements AutoCloseable {

    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EFD_CLOEXEC_NONBLOCK = 0x80800;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLLIN = 1;
    private static final int EPOLLONESHOT = 1 << 30;
    private static final int BATCH = 64;
    private static final long WAKE_UP = 0;
    private static final long CLOSE_MILLIS = 5000;

    private final Kernel kernel;
    private final EpollEvents layout = EpollEvents.of(System.getProperty("os.arch"));
    private final int epoll;
    private final int wakeUp;
    private final Thread thread;

    // guarded by this; by token, since a descriptor's number may be another's by the time its event is read
    private final Map<Long, CompletableFuture<Void>> watched = new HashMap<>();

    // guarded by this
    private long lastToken = WAKE_UP;

    // guarded by this
    private boolean closed;

    /** Starts the thread. */
    public ExitWatcher(Kernel kernel) {
        this.kernel = kernel;
        epoll = kernel.check("epoll_create1", "", kernel.libc().epoll_create1(EPOLL_CLOEXEC));
        wakeUp = openWakeUp();
        thread = new Thread(this::run, "longshore-posix-pidfd");
        thread.setDaemon(true);
        thread.start();
    }

    /** Completes the future on the thread when the process behind the descriptor ends; the token is for unwatch. */
    synchronized long watch(int pidfd, CompletableFuture<Void> exit) {
        if (closed) {
            throw new IllegalStateException("exits are no longer watched: closed");
        }
        long token = ++lastToken;
        add(pidfd, EPOLLIN | EPOLLONESHOT, token);
        watched.put(token, exit);
        return token;
    }

    /** Forgets the exit; the kernel forgets the descriptor when it is closed. */
    synchronized void unwatch(long token) {
        watched.remove(token);
    }

    private int openWakeUp() {
        LibC libc = kernel.libc();
        int descriptor = -1;
        try {
            descriptor = kernel.check("eventfd", "", libc.eventfd(0, EFD_CLOEXEC_NONBLOCK));
            add(descriptor, EPOLLIN, WAKE_UP);
            return descriptor;
        } catch (PosixException e) {
            if (descriptor != -1) {
                libc.close(descriptor);
            }
            libc.close(epoll);
            throw e;
        }
    }

    private void add(int descriptor, int events, long token) {
        Pointer event = kernel.allocate(layout.bytes());
        layout.put(event, events, token);
        kernel.check("epoll_ctl", descriptor, kernel.libc().epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, event));
    }

    private void run() {
        Throwable reason = new CancellationException("closed before the process ended");
        try {
            while (deliverNext()) {}
        } catch (RuntimeException | Error e) {
            reason = e;
            throw e;
        } finally {
            Throwable why = reason;
            endWatching().forEach(exit -> exit.completeExceptionally(why));
        }
    }

    /** Waits for exits; false when it was woken up to end. */
    private boolean deliverNext() {
        Pointer events = kernel.allocate(BATCH * layout.bytes());
        int count = kernel.checkInterruptible("epoll_wait", "", kernel.libc().epoll_wait(epoll, events, BATCH, -1));
        boolean goOn = true;
        for (int i = 0; i < count; i++) {
            long token = layout.token(events, i);
            if (token == WAKE_UP) {
                goOn = false;
                continue;
            }
            CompletableFuture<Void> exit = take(token);
            if (exit != null) {
                exit.complete(null);
            }
        }
        return goOn;
    }

    private synchronized @Nullable CompletableFuture<Void> take(long token) {
        return watched.remove(token);
    }

    private synchronized List<CompletableFuture<Void>> endWatching() {
        closed = true;
        List<CompletableFuture<Void>> left = List.copyOf(watched.values());
        watched.clear();
        kernel.check("close", wakeUp, kernel.libc().close(wakeUp));
        kernel.check("close", epoll, kernel.libc().close(epoll));
        return left;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            kernel.check("eventfd_write", wakeUp, kernel.libc().eventfd_write(wakeUp, 1));
        }
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            TimeUnit.MILLISECONDS.timedJoin(thread, CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
