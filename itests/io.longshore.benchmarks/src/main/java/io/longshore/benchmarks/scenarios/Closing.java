// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Things to be closed, the last first, all of them whatever happens. */
final class Closing implements AutoCloseable {
    private final Deque<Closeable> things = new ArrayDeque<>();

    /** What close of most things is. */
    @FunctionalInterface
    interface Closeable {
        void close() throws Exception;
    }

    <T extends AutoCloseable> T add(T thing) {
        things.push(thing::close);
        return thing;
    }

    void then(Closeable action) {
        things.push(action);
    }

    /** Since something went wrong. */
    void after(Exception cause) {
        try {
            close();
        } catch (IOException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void close() throws IOException {
        // who is to end everything must not be told to stop
        boolean interrupted = Thread.interrupted();
        @Nullable Throwable first = null;
        while (!things.isEmpty()) {
            try {
                things.pop().close();
            } catch (Exception | AssertionError e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (first != null) {
            throw new IOException("not everything could be closed", first);
        }
    }
}
