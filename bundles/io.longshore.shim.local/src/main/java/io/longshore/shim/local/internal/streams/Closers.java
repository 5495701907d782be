// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is open, to be closed once, latest first. Thread-safe. */
final class Closers {
    private static final Logger LOG = LoggerFactory.getLogger(Closers.class);

    private final Deque<Runnable> closers = new ArrayDeque<>();

    synchronized void add(Runnable closer) {
        closers.push(closer);
    }

    void close() {
        for (Runnable next = poll(); next != null; next = poll()) {
            try {
                next.run();
            } catch (RuntimeException e) {
                // the others are to be closed all the same
                LOG.warn("something of a process' streams cannot be closed", e);
            }
        }
    }

    private synchronized @Nullable Runnable poll() {
        return closers.poll();
    }
}
