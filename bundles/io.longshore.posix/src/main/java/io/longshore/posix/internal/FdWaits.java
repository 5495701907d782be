// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Who waits until a descriptor can be read or written. Thread-safe. */
final class FdWaits implements Readiness.Watcher {

    private static final long NOT_WATCHED = -1;

    private final Readiness readiness;
    private final int descriptor;

    // guarded by this
    private @Nullable CompletableFuture<Void> readable;

    // guarded by this
    private @Nullable CompletableFuture<Void> writable;

    // guarded by this
    private long token = NOT_WATCHED;

    // guarded by this
    private boolean ended;

    FdWaits(Readiness readiness, int descriptor) {
        this.readiness = readiness;
        this.descriptor = descriptor;
    }

    /** The descriptor must be open. */
    synchronized CompletionStage<Void> readable() {
        CompletableFuture<Void> known = readable;
        if (known == null) {
            known = new CompletableFuture<>();
            watch(Readiness.EPOLLIN | (writable == null ? 0 : Readiness.EPOLLOUT));
            readable = known;
        }
        return known.minimalCompletionStage();
    }

    /** The descriptor must be open. */
    synchronized CompletionStage<Void> writable() {
        CompletableFuture<Void> known = writable;
        if (known == null) {
            known = new CompletableFuture<>();
            watch(Readiness.EPOLLOUT | (readable == null ? 0 : Readiness.EPOLLIN));
            writable = known;
        }
        return known.minimalCompletionStage();
    }

    private void watch(int events) {
        if (token == NOT_WATCHED) {
            token = readiness.add(descriptor, events, this);
        } else {
            readiness.again(descriptor, events, token);
        }
    }

    @Override
    public void ready(int events) {
        CompletableFuture<Void> in = null;
        CompletableFuture<Void> out = null;
        synchronized (this) {
            if (ended) {
                return;
            }
            if ((events & (Readiness.EPOLLIN | Readiness.BROKEN)) != 0) {
                in = readable;
                readable = null;
            }
            if ((events & (Readiness.EPOLLOUT | Readiness.BROKEN)) != 0) {
                out = writable;
                writable = null;
            }
            if (readable != null) {
                watch(Readiness.EPOLLIN);
            } else if (writable != null) {
                watch(Readiness.EPOLLOUT);
            }
        }
        complete(in, null);
        complete(out, null);
    }

    /** Before the descriptor is closed: from now on its number is not used. Those who wait are yet to be told. */
    synchronized void end() {
        ended = true;
        if (token != NOT_WATCHED) {
            readiness.remove(token);
        }
    }

    @Override
    public void abandoned(Throwable why) {
        CompletableFuture<Void> in;
        CompletableFuture<Void> out;
        synchronized (this) {
            in = readable;
            out = writable;
            readable = null;
            writable = null;
        }
        complete(in, why);
        complete(out, why);
    }

    private static void complete(@Nullable CompletableFuture<Void> future, @Nullable Throwable failure) {
        if (future == null) {
            return;
        }
        if (failure == null) {
            future.complete(null);
        } else {
            future.completeExceptionally(failure);
        }
    }
}
