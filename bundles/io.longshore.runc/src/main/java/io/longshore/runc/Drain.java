// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Reads a stream to its end, however much comes, and keeps the last bytes. Its thread ends with the stream: when the
 * process and whatever inherited the stream from it are gone.
 */
final class Drain {
    private final byte[] kept;
    private final CountDownLatch ended = new CountDownLatch(1);
    private long total;
    private boolean complete;

    private Drain(int limit) {
        kept = new byte[limit];
    }

    static Drain start(InputStream stream, int limit, String threadName) {
        Drain drain = new Drain(limit);
        Thread thread = new Thread(() -> drain.run(stream), threadName);
        thread.setDaemon(true);
        thread.start();
        return drain;
    }

    /** Waits for the end of the stream; false if it has not come after so long. */
    boolean await(long nanos) throws InterruptedException {
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Whether {@link #tail} is all there was. */
    synchronized boolean complete() {
        return complete && total <= kept.length;
    }

    synchronized byte[] tail() {
        int length = (int) Math.min(total, kept.length);
        int start = (int) ((total - length) % kept.length);
        int first = Math.min(length, kept.length - start);
        byte[] tail = new byte[length];
        System.arraycopy(kept, start, tail, 0, first);
        System.arraycopy(kept, 0, tail, first, length - first);
        return tail;
    }

    private void run(InputStream stream) {
        byte[] chunk = new byte[Math.min(8192, kept.length)];
        try (stream) {
            for (int length = stream.read(chunk); length >= 0; length = stream.read(chunk)) {
                keep(chunk, length);
            }
            end(true);
        } catch (IOException e) {
            // a pipe that breaks has no more to tell than one that was cut: what came is kept, and known to be
            // incomplete
            end(false);
        } finally {
            ended.countDown();
        }
    }

    private synchronized void end(boolean reached) {
        complete = reached;
    }

    private synchronized void keep(byte[] chunk, int length) {
        int position = (int) (total % kept.length);
        int first = Math.min(length, kept.length - position);
        System.arraycopy(chunk, 0, kept, position, first);
        System.arraycopy(chunk, first, kept, 0, length - first);
        total += length;
    }
}
