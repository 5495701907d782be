// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.UnavailableException;
import io.longshore.posix.Errno;
import io.longshore.posix.PidFd;
import io.longshore.posix.PosixException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A shim that an earlier run started, held by a pidfd. */
final class AdoptedProcess implements ShimProcess {
    private static final int SIGKILL = 9;

    private final PidFd pidFd;
    private final CompletableFuture<Void> ended;

    // guarded by this: a closed pidfd must not be asked any more
    private boolean closed;

    /** Closes the descriptor when it is closed itself. */
    AdoptedProcess(PidFd pidFd) {
        this.pidFd = pidFd;
        ended = pidFd.exited().thenRun(this::reap).toCompletableFuture();
    }

    /** It is a child of ours, and nobody else's to reap, if this very JVM started it before the bundle was started anew. */
    private synchronized void reap() {
        if (closed) {
            return;
        }
        try {
            var unused = pidFd.reap();
        } catch (PosixException e) {
            if (e.errno() != Errno.ECHILD) {
                throw e;
            }
        }
    }

    @Override
    public long pid() {
        return pidFd.pid();
    }

    @Override
    public CompletionStage<?> ended() {
        return ended;
    }

    @Override
    public synchronized void kill() {
        if (closed) {
            if (!ended.isDone() || ended.isCompletedExceptionally()) {
                throw new UnavailableException("the shim with pid " + pid() + " was let go of before it was ended");
            }
            return;
        }
        try {
            pidFd.sendSignal(SIGKILL);
        } catch (PosixException e) {
            if (e.errno() != Errno.ESRCH) {
                throw new UnavailableException("cannot kill the shim with pid " + pid(), e);
            }
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        pidFd.close();
    }
}
