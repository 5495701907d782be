// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import javax.servlet.ReadListener;
import javax.servlet.ServletInputStream;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a request carries as it comes, of a bounded size and within a bounded time. No thread waits for it: whoever has
 * not logged in yet could keep all of the HTTP service's otherwise.
 */
final class BodyReader implements ReadListener {
    static final Duration LONGEST = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(BodyReader.class);

    private final ServletInputStream in;
    private final Answer answer;
    private final BiConsumer<Answer, Body> then;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable Future<?> limit;

    private BodyReader(ServletInputStream in, Answer answer, BiConsumer<Answer, Body> then) {
        this.in = in;
        this.answer = answer;
        this.then = then;
    }

    /** @param then is called when all of it is there, on a thread that must not wait, and sees to the answer; it may throw */
    static void read(
            HttpServletRequest request,
            HttpServletResponse response,
            ScheduledExecutorService clock,
            BiConsumer<Answer, Body> then)
            throws IOException {
        Body.check(request);
        ServletInputStream in = request.getInputStream();
        Answer answer = Answer.begin(request, response);
        BodyReader reader = new BodyReader(in, answer, then);
        try {
            reader.limit = clock.schedule(reader::tooSlow, LONGEST.toMillis(), TimeUnit.MILLISECONDS);
            in.setReadListener(reader);
        } catch (RejectedExecutionException e) {
            LOG.debug("the console stops", e);
            answer.refuse(Problem.busy("the console stops"));
        }
    }

    @Override
    public void onDataAvailable() throws IOException {
        byte[] chunk = new byte[8192];
        while (in.isReady() && !over.get()) {
            int length = in.read(chunk);
            if (length < 0) {
                return;
            }
            bytes.write(chunk, 0, length);
            if (bytes.size() > Body.MAX_BYTES) {
                refuse(Problem.tooLarge(Body.MAX_BYTES));
            }
        }
    }

    @Override
    public void onAllDataRead() {
        if (!end()) {
            return;
        }
        try {
            then.accept(answer, Body.of(bytes.toString(StandardCharsets.UTF_8)));
        } catch (RuntimeException e) {
            answer.refuse(e);
        }
    }

    @Override
    public void onError(Throwable error) {
        LOG.debug("a request broke off", error);
        refuse(Problem.badRequest("the request broke off"));
    }

    private void tooSlow() {
        refuse(Problem.badRequest("the request came too slowly"));
    }

    private void refuse(Problem problem) {
        if (end()) {
            answer.refuse(problem);
        }
    }

    /** Whether it was not over before. */
    private boolean end() {
        if (!over.compareAndSet(false, true)) {
            return false;
        }
        Future<?> running = limit;
        if (running != null) {
            running.cancel(false);
        }
        return true;
    }
}
