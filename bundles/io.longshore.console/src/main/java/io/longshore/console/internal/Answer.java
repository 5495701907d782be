// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.servlet.AsyncContext;
import javax.servlet.AsyncEvent;
import javax.servlet.AsyncListener;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer to a request that goes on when its thread does not. Given once: by who works for it, or when that takes too long.
 * Afterwards nobody may touch the response, which is another request's by then.
 */
final class Answer implements AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger(Answer.class);
    private static final long TIMEOUT_MILLIS = TimeUnit.MINUTES.toMillis(3);

    private interface Sending {
        void run() throws IOException;
    }

    private final AsyncContext async;
    private final HttpServletResponse response;
    private final AtomicBoolean given = new AtomicBoolean();

    private Answer(AsyncContext async, HttpServletResponse response) {
        this.async = async;
        this.response = response;
    }

    static Answer begin(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync(request, response);
        Answer answer = new Answer(async, response);
        async.setTimeout(TIMEOUT_MILLIS);
        async.addListener(answer);
        return answer;
    }

    /**
     * Answers with what the work gives, as JSON, or with its error.
     *
     * @param last makes the answer of it, and does what is of use only to who gets it; not called if the work took too long
     */
    <T> void give(Supplier<T> work, Function<T, Object> last) {
        T result;
        try {
            result = work.get();
        } catch (RuntimeException e) {
            refuse(e);
            return;
        }
        once(() -> {
            try {
                Answers.send(response, 200, last.apply(result));
            } catch (RuntimeException e) {
                Answers.send(response, e);
            }
        });
    }

    void refuse(RuntimeException error) {
        once(() -> Answers.send(response, error));
    }

    private void once(Sending sending) {
        if (!given.compareAndSet(false, true)) {
            return;
        }
        try {
            sending.run();
        } catch (IOException e) {
            LOG.debug("whoever asked is gone", e);
        } finally {
            async.complete();
        }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        refuse(Problem.tookTooLong());
    }

    @Override
    public void onComplete(AsyncEvent event) {
        given.set(true);
    }

    /** The HTTP service ends the request itself. */
    @Override
    public void onError(AsyncEvent event) {
        given.set(true);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
