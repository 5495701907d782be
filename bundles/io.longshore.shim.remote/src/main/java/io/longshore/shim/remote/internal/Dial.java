// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.LongshoreException;
import io.longshore.api.UnavailableException;
import io.longshore.ttrpc.TtrpcException;
import java.net.ConnectException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Connecting to a shim, and what it means if that fails. */
final class Dial {
    private static final long FIRST_PAUSE = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private Dial() {}

    /**
     * Connects to a shim whose socket has just appeared: until it listens are two system calls of it, in which a connection is
     * refused; nothing tells when they are done.
     *
     * @param connect throws what is no refusal once the shim has ended, or it is too late
     * @throws TtrpcException the first that is no refusal
     */
    static <T> T whileRefused(Supplier<T> connect) {
        long pause = FIRST_PAUSE;
        while (true) {
            try {
                return connect.get();
            } catch (TtrpcException e) {
                if (!isRefused(e)) {
                    throw e;
                }
                LockSupport.parkNanos(pause);
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancelledException("interrupted while connecting to a shim", e);
                }
                pause = Math.min(pause + pause / 2, LONGEST_PAUSE);
            }
        }
    }

    /** Whether the kernel said that nobody listens: anything else says nothing about the shim. */
    static boolean isRefused(TtrpcException e) {
        return e.kind() == TtrpcException.Kind.CONNECTION_LOST && e.getCause() instanceof ConnectException;
    }

    static LongshoreException failed(String what, TtrpcException e) {
        // not "is gone", as a lost connection would be: it was never there
        return e.kind() == TtrpcException.Kind.CONNECTION_LOST
                ? new UnavailableException(what + ": " + e.getMessage(), e)
                : WireErrors.translate(what, e);
    }
}
