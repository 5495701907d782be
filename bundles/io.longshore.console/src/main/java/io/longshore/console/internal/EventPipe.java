// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.servlet.AsyncContext;
import javax.servlet.AsyncEvent;
import javax.servlet.AsyncListener;
import javax.servlet.ServletOutputStream;
import javax.servlet.WriteListener;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events to one browser, through a bounded queue. Nobody waits for the browser but who calls {@link #send}, and
 * he not for ever.
 */
final class EventPipe implements WriteListener, AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger(EventPipe.class);

    /** The largest message is that of a piece of output. */
    private static final int MOST_BYTES = 1024 * 1024;

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final MessageQueue queue = new MessageQueue(MOST_BYTES);
    private final EndActions endActions = new EndActions();
    private volatile boolean started;

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
        endActions.add(action);
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
        return queue.hasRoom();
    }

    /** The last message says why. Whatever fills it ends at once; the browser, when it has read the message. */
    void end(String why) {
        if (queue.close(message("end", why))) {
            endActions.run();
            write();
        }
    }

    private static byte[] message(String event, Object data) {
        return ("event: " + event + "\ndata: " + Answers.json(data) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private boolean put(byte[] message, long nanos) {
        boolean done = queue.put(message, nanos);
        write();
        return done;
    }

    @Override
    public void onWritePossible() {
        started = true;
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
        if (completed.get() || !started) {
            return;
        }
        while (out.isReady()) {
            byte[] next = queue.take();
            if (next != null) {
                out.write(next);
                unflushed = true;
            } else if (unflushed) {
                unflushed = false;
                out.flush();
            } else {
                if (queue.isClosed()) {
                    complete();
                }
                return;
            }
        }
    }

    private void complete() {
        if (completed.compareAndSet(false, true)) {
            close();
            async.complete();
        }
    }

    private void close() {
        queue.close(null);
        endActions.run();
    }

    /** Of writing; nobody else ends the request then. */
    @Override
    public void onError(Throwable error) {
        LOG.debug("a browser is gone", error);
        complete();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        completed.set(true);
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
        complete();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
