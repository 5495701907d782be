// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.servlet.AsyncContext;
import javax.servlet.AsyncEvent;
import javax.servlet.AsyncListener;
import javax.servlet.ServletOutputStream;
import javax.servlet.WriteListener;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events to one browser, through a bounded queue. Nobody waits for the browser but who calls {@link #send}, and
 * he not for ever.
 */
final class EventPipe implements WriteListener, AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger(EventPipe.class);

    /** The queue takes another message while it has less than this; the largest is that of a piece of output. */
    private static final int MOST_BYTES = 1024 * 1024;

    private final AsyncContext async;
    private final ServletOutputStream out;

    /** Guards the queue; who puts into it when it is full waits for it. */
    private final Object lock = new Object();

    private final Deque<byte[]> queue = new ArrayDeque<>();
    private final List<Runnable> endActions = new ArrayList<>();
    private int queuedBytes;
    private boolean started;
    private boolean ending;
    private boolean over;

    /** How many want the queue written; who makes it more than none, writes for all. */
    private final AtomicInteger wanted = new AtomicInteger();

    private boolean unflushed;
    private final AtomicBoolean completed = new AtomicBoolean();

    private EventPipe(AsyncContext async, ServletOutputStream out) {
        this.async = async;
        this.out = out;
    }

    /** @param longest after which it ends, whatever happens */
    static EventPipe open(HttpServletRequest request, HttpServletResponse response, Duration longest)
            throws IOException {
        response.setContentType("text/event-stream;charset=utf-8");
        // for proxies that would rather collect
        response.setHeader("X-Accel-Buffering", "no");
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(longest.toMillis());
        EventPipe pipe = new EventPipe(async, response.getOutputStream());
        async.addListener(pipe);
        return pipe;
    }

    /** What to do when it ends; at once if it has. */
    void onEnd(Runnable action) {
        synchronized (lock) {
            if (!over) {
                endActions.add(action);
                return;
            }
        }
        action.run();
    }

    /** To be called when whatever fills it is there. */
    void begin() {
        // so that the browser learns at once that we are here
        beat();
        out.setWriteListener(this);
    }

    /** Drops the message if the queue is full. */
    boolean offer(String event, Object data) {
        return put(message(event, data), 0);
    }

    /** Waits for a place in the queue; if there is none within the time, the pipe ends, as the browser does not read. */
    void send(String event, Object data, Duration longest) {
        if (!put(message(event, data), longest.toNanos())) {
            complete();
        }
    }

    /** Something that the browser ignores, so that a broken connection is noticed. */
    void beat() {
        put(": \n\n".getBytes(StandardCharsets.UTF_8), 0);
    }

    boolean hasRoom() {
        synchronized (lock) {
            return !ending && queuedBytes < MOST_BYTES;
        }
    }

    /** The last message says why. Whatever fills it ends at once; the browser, when it has read the message. */
    void end(String why) {
        synchronized (lock) {
            if (ending) {
                return;
            }
            ending = true;
            queue.add(message("end", why));
        }
        close();
        write();
    }

    private static byte[] message(String event, Object data) {
        return ("event: " + event + "\ndata: " + Answers.json(data) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private boolean put(byte[] message, long nanos) {
        long end = System.nanoTime() + nanos;
        synchronized (lock) {
            while (!ending && queuedBytes >= MOST_BYTES) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                try {
                    lock.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            if (ending) {
                return true;
            }
            queue.add(message);
            queuedBytes += message.length;
        }
        write();
        return true;
    }

    @Override
    public void onWritePossible() {
        synchronized (lock) {
            started = true;
        }
        write();
    }

    /** Writes what can be written without waiting; one thread at a time, since the stream is for one. */
    private void write() {
        if (wanted.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            try {
                writeNow();
            } catch (IOException | IllegalStateException e) {
                LOG.debug("a browser is gone", e);
                complete();
            }
            seen = wanted.addAndGet(-seen);
        } while (seen != 0);
    }

    private void writeNow() throws IOException {
        if (completed.get() || !isStarted()) {
            return;
        }
        while (out.isReady()) {
            byte[] next = take();
            if (next != null) {
                out.write(next);
                unflushed = true;
            } else if (unflushed) {
                unflushed = false;
                out.flush();
            } else {
                if (isEnding()) {
                    complete();
                }
                return;
            }
        }
    }

    private byte @Nullable [] take() {
        synchronized (lock) {
            byte[] next = queue.poll();
            if (next != null) {
                queuedBytes -= next.length;
                lock.notifyAll();
            }
            return next;
        }
    }

    private boolean isStarted() {
        synchronized (lock) {
            return started;
        }
    }

    private boolean isEnding() {
        synchronized (lock) {
            return ending;
        }
    }

    private void complete() {
        if (completed.compareAndSet(false, true)) {
            close();
            async.complete();
        }
    }

    /** Once, whoever comes first. */
    private void close() {
        List<Runnable> actions;
        synchronized (lock) {
            ending = true;
            over = true;
            lock.notifyAll();
            actions = List.copyOf(endActions);
            endActions.clear();
        }
        actions.forEach(Runnable::run);
    }

    @Override
    public void onError(Throwable error) {
        LOG.debug("a browser is gone", error);
        close();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        close();
    }

    /** The time is up; the page opens another one if it is still there. */
    @Override
    public void onTimeout(AsyncEvent event) {
        end("time");
        // a browser that does not read cannot be told
        complete();
    }

    @Override
    public void onError(AsyncEvent event) {
        close();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
