// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What is open, to be closed once, latest first. Thread-safe. */
final class Closers {
    private final Deque<Runnable> closers = new ArrayDeque<>();

    synchronized void add(Runnable closer) {
        closers.push(closer);
    }

    void close() {
        for (Runnable next = poll(); next != null; next = poll()) {
            next.run();
        }
    }

    private synchronized @Nullable Runnable poll() {
        return closers.poll();
    }
}
