// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.servlet.AsyncContext;
import javax.servlet.AsyncEvent;
import javax.servlet.ServletOutputStream;
import javax.servlet.WriteListener;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pipe to a browser that breaks; those that work are in {@link LiveStreamsTest}. */
class EventPipeTest {
    private final AtomicInteger completions = new AtomicInteger();
    private final AtomicInteger ends = new AtomicInteger();
    private final AsyncContext async = fake(AsyncContext.class, null, completions);
    private EventPipe pipe;

    /** Does nothing, and counts completions. */
    private static <T> T fake(Class<T> type, Object startedAsync, AtomicInteger completions) {
        return type.cast(Proxy.newProxyInstance(
                EventPipeTest.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "startAsync" -> startedAsync;
                    case "getOutputStream" -> new Out();
                    case "complete" -> {
                        completions.incrementAndGet();
                        yield null;
                    }
                    default -> null;
                }));
    }

    private static final class Out extends ServletOutputStream {
        @Override
        public boolean isReady() {
            return false;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}

        @Override
        public void write(int b) {
            throw new IllegalStateException("not ready");
        }
    }

    @BeforeEach
    void open() throws IOException {
        pipe = EventPipe.open(
                fake(HttpServletRequest.class, async, completions),
                fake(HttpServletResponse.class, async, completions),
                Duration.ofMinutes(1));
        pipe.onEnd(ends::incrementAndGet);
        pipe.begin();
    }

    /** Nobody else ends the request of a browser that went away while it was written to. */
    @Test
    void anErrorWhileWritingEndsTheRequest() {
        pipe.onError(new IOException("connection reset"));

        assertThat(completions).hasValue(1);
        assertThat(ends).hasValue(1);
    }

    @Test
    void anErrorOfTheRequestEndsItToo() {
        pipe.onError(new AsyncEvent(async));

        assertThat(completions).hasValue(1);
        assertThat(ends).hasValue(1);
    }

    @Test
    void itEndsOnceHoweverOftenItBreaks() {
        pipe.onError(new IOException("connection reset"));
        pipe.onError(new AsyncEvent(async));
        pipe.onTimeout(new AsyncEvent(async));
        pipe.onComplete(new AsyncEvent(async));
        pipe.end("stop");

        assertThat(completions).hasValue(1);
        assertThat(ends).hasValue(1);
    }

    @Test
    void whatTheServerHasEndedIsNotEndedAgain() {
        pipe.onComplete(new AsyncEvent(async));
        pipe.onError(new IOException("connection reset"));

        assertThat(completions).hasValue(0);
        assertThat(ends).hasValue(1);
    }
}
