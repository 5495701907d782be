// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import io.longshore.posix.Errno;
import io.longshore.posix.PosixException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/** One epoll and one thread that tell when any number of descriptors are ready. */
public final class Readiness implements AutoCloseable {

    static final int EPOLLIN = 1;
    static final int EPOLLOUT = 4;
    /** EPOLLERR and EPOLLHUP, which are told unasked. */
    static final int BROKEN = 8 | 16;

    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EFD_CLOEXEC_NONBLOCK = 0x80800;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_MOD = 3;
    private static final int EPOLLONESHOT = 1 << 30;
    private static final int BATCH = 64;
    private static final long WAKE_UP = 0;
    private static final long CLOSE_MILLIS = 5000;

    private final Kernel kernel;
    private final EpollEvents layout = EpollEvents.of(System.getProperty("os.arch"));
    private final Pointer arriving;
    private final int epoll;
    private final int wakeUp;
    private final Thread thread;

    // guarded by this
    private final Pointer request;

    // guarded by this; by token, since a descriptor's number may be another's by the time its event is read
    private final Map<Long, Watcher> watched = new HashMap<>();

    // guarded by this
    private long lastToken = WAKE_UP;

    // guarded by this
    private boolean closed;

    /** Starts the thread. */
    public Readiness(Kernel kernel, String threadName) {
        this.kernel = kernel;
        arriving = kernel.allocate(BATCH * layout.bytes());
        request = kernel.allocate(layout.bytes());
        epoll = kernel.check("epoll_create1", "", kernel.libc().epoll_create1(EPOLL_CLOEXEC));
        wakeUp = openWakeUp();
        thread = startThread(threadName);
    }

    private Thread startThread(String name) {
        try {
            Thread started = new Thread(this::run, name);
            started.setDaemon(true);
            started.start();
            return started;
        } catch (RuntimeException | Error e) {
            // as that thread would
            endWatching();
            throw e;
        }
    }

    /** Told on the thread; must not block. */
    interface Watcher {

        /** Once for each time it was asked for. */
        void ready(int events);

        /** Nothing more will be told. */
        void abandoned(Throwable why);
    }

    /** Tells once when one of the events is there; the token is for {@link #again} and {@link #remove}. */
    synchronized long add(int descriptor, int events, Watcher watcher) {
        requireOpen();
        long token = ++lastToken;
        control(EPOLL_CTL_ADD, descriptor, events | EPOLLONESHOT, token);
        watched.put(token, watcher);
        return token;
    }

    /** Tells once more; what was asked for before and not yet told is replaced. */
    synchronized void again(int descriptor, int events, long token) {
        requireOpen();
        control(EPOLL_CTL_MOD, descriptor, events | EPOLLONESHOT, token);
    }

    /** Forgets the watcher; the kernel forgets the descriptor when it is closed. */
    synchronized void remove(long token) {
        watched.remove(token);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("descriptors are no longer watched: closed");
        }
    }

    private int openWakeUp() {
        LibC libc = kernel.libc();
        int descriptor = -1;
        try {
            descriptor = kernel.check("eventfd", "", libc.eventfd(0, EFD_CLOEXEC_NONBLOCK));
            control(EPOLL_CTL_ADD, descriptor, EPOLLIN, WAKE_UP);
            return descriptor;
        } catch (PosixException e) {
            if (descriptor != -1) {
                libc.close(descriptor);
            }
            libc.close(epoll);
            throw e;
        }
    }

    private void control(int operation, int descriptor, int events, long token) {
        layout.put(request, events, token);
        kernel.check("epoll_ctl", descriptor, kernel.libc().epoll_ctl(epoll, operation, descriptor, request));
    }

    private void run() {
        Throwable reason = new CancellationException("closed before the descriptor was ready");
        try {
            while (deliverNext()) {}
        } catch (RuntimeException | Error e) {
            reason = e;
            throw e;
        } finally {
            Throwable why = reason;
            endWatching().forEach(watcher -> watcher.abandoned(why));
        }
    }

    /** Waits for events; false when it was woken up to end. */
    private boolean deliverNext() {
        int count =
                kernel.checkExcept(Errno.EINTR, "epoll_wait", "", kernel.libc().epoll_wait(epoll, arriving, BATCH, -1));
        boolean goOn = true;
        for (int i = 0; i < count; i++) {
            long token = layout.token(arriving, i);
            if (token == WAKE_UP) {
                goOn = false;
                continue;
            }
            Watcher watcher = watcher(token);
            if (watcher != null) {
                watcher.ready(layout.events(arriving, i));
            }
        }
        return goOn;
    }

    private synchronized @Nullable Watcher watcher(long token) {
        return watched.get(token);
    }

    private synchronized List<Watcher> endWatching() {
        closed = true;
        List<Watcher> left = List.copyOf(watched.values());
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
