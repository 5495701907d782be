// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import io.longshore.posix.PidFd;
import io.longshore.posix.WaitStatus;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/** Every call holds the lock: a descriptor closed meanwhile could already be another process. None of them blocks. */
public final class LinuxPidFd implements PidFd {

    private static final long SYS_PIDFD_SEND_SIGNAL = 424;
    private static final long SYS_PIDFD_OPEN = 434;
    private static final int P_PIDFD = 3;

    private final Kernel kernel;
    private final Readiness exits;
    private final int pid;
    private final int descriptor;

    // guarded by this
    private @Nullable CompletableFuture<Void> exit;

    // guarded by this
    private long watchToken;

    // guarded by this
    private boolean closed;

    private LinuxPidFd(Kernel kernel, Readiness exits, int pid, int descriptor) {
        this.kernel = kernel;
        this.exits = exits;
        this.pid = pid;
        this.descriptor = descriptor;
    }

    /** See pidfd_open(2); the kernel sets close-on-exec by itself. */
    public static LinuxPidFd open(Kernel kernel, Readiness exits, int pid) {
        int result = (int) kernel.libc().syscall(SYS_PIDFD_OPEN, pid, 0, 0, 0);
        return new LinuxPidFd(kernel, exits, pid, kernel.check("pidfd_open", pid, result));
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public synchronized void sendSignal(int signal) {
        requireOpen();
        int result = (int) kernel.libc().syscall(SYS_PIDFD_SEND_SIGNAL, descriptor, signal, 0, 0);
        kernel.check("pidfd_send_signal", pid, result);
    }

    @Override
    public synchronized CompletionStage<Void> exited() {
        requireOpen();
        CompletableFuture<Void> known = exit;
        if (known == null) {
            known = new CompletableFuture<>();
            watchToken = exits.add(descriptor, Readiness.EPOLLIN, new ExitOf(known));
            exit = known;
        }
        return known.minimalCompletionStage();
    }

    @Override
    public synchronized Optional<WaitStatus> reap() {
        requireOpen();
        Pointer siginfo = kernel.allocate(Siginfo.BYTES);
        int result = kernel.libc().waitid(P_PIDFD, descriptor, siginfo, Kernel.WEXITED | Kernel.WNOHANG);
        kernel.check("waitid", pid, result);
        return Siginfo.waitStatus(siginfo);
    }

    @Override
    public void close() {
        CompletableFuture<Void> unfinished;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            unfinished = exit;
            if (unfinished != null) {
                exits.remove(watchToken);
            }
            kernel.check("close", pid, kernel.libc().close(descriptor));
        }
        if (unfinished != null) {
            unfinished.completeExceptionally(new CancellationException("closed before process " + pid + " ended"));
        }
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the descriptor of process " + pid + " is closed");
        }
    }

    private record ExitOf(CompletableFuture<Void> exit) implements Readiness.Watcher {

        @Override
        public void ready(int events) {
            exit.complete(null);
        }

        @Override
        public void abandoned(Throwable why) {
            exit.completeExceptionally(why);
        }
    }
}
