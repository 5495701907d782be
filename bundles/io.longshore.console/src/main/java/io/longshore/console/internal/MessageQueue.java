// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What one browser is to be told and was not yet; bounded. */
final class MessageQueue {
    private final int mostBytes;
    private final Deque<byte[]> messages = new ArrayDeque<>();
    private int bytes;
    private boolean closed;

    /** @param mostBytes it takes another message while it has less than this */
    MessageQueue(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /**
     * Waits for a place, if it must. When it is closed, messages are dropped.
     *
     * @return false if there was no place within the time
     */
    synchronized boolean put(byte[] message, long nanos) {
        long end = System.nanoTime() + nanos;
        while (!closed && bytes >= mostBytes) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        if (!closed) {
            add(message);
        }
        return true;
    }

    synchronized byte @Nullable [] take() {
        byte[] next = messages.poll();
        if (next != null) {
            bytes -= next.length;
            notifyAll();
        }
        return next;
    }

    synchronized boolean hasRoom() {
        return !closed && bytes < mostBytes;
    }

    /**
     * What is in it stays.
     *
     * @param last for which there is a place in any case
     * @return false if it was closed before
     */
    synchronized boolean close(byte @Nullable [] last) {
        if (closed) {
            return false;
        }
        closed = true;
        if (last != null) {
            add(last);
        }
        notifyAll();
        return true;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    private void add(byte[] message) {
        messages.add(message);
        bytes += message.length;
    }
}
