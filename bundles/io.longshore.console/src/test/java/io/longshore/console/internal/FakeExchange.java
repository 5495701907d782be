// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import javax.servlet.AsyncContext;
import javax.servlet.ReadListener;
import javax.servlet.ServletInputStream;
import javax.servlet.ServletOutputStream;
import javax.servlet.WriteListener;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** A request with its answer, without a server that would end it when it likes. */
final class FakeExchange {
    final List<Integer> statuses = new ArrayList<>();
    int completions;
    final In in = new In();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    final AsyncContext async = fake(AsyncContext.class, (proxy, method, arguments) -> {
        if (method.getName().equals("complete")) {
            completions++;
        }
        return null;
    });
    final HttpServletRequest request =
            fake(HttpServletRequest.class, (proxy, method, arguments) -> switch (method.getName()) {
                case "startAsync" -> async;
                case "getContentType" -> "application/json";
                case "getContentLengthLong" -> -1L;
                case "getInputStream" -> in;
                default -> null;
            });
    final HttpServletResponse response =
            fake(HttpServletResponse.class, (proxy, method, arguments) -> switch (method.getName()) {
                case "setStatus" -> {
                    statuses.add((Integer) arguments[0]);
                    yield null;
                }
                case "getOutputStream" -> new Out();
                default -> null;
            });

    /** Comes piece by piece. */
    static final class In extends ServletInputStream {
        private final Queue<Integer> bytes = new ArrayDeque<>();
        private boolean finished;
        private @Nullable ReadListener listener;

        void arrive(String text) throws IOException {
            text.chars().forEach(bytes::add);
            listener().onDataAvailable();
        }

        void finish() throws IOException {
            finished = true;
            listener().onAllDataRead();
        }

        ReadListener listener() {
            return Objects.requireNonNull(listener);
        }

        @Override
        public boolean isFinished() {
            return finished;
        }

        @Override
        public boolean isReady() {
            return !bytes.isEmpty();
        }

        @Override
        public void setReadListener(ReadListener newListener) {
            listener = newListener;
        }

        @Override
        public int read() {
            Integer next = bytes.poll();
            return next == null ? -1 : next;
        }

        @Override
        public int read(byte[] into, int from, int most) {
            int length = Math.min(bytes.size(), most);
            for (int i = 0; i < length; i++) {
                into[from + i] = (byte) read();
            }
            return length == 0 ? -1 : length;
        }
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(FakeExchange.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private final class Out extends ServletOutputStream {
        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}

        @Override
        public void write(int b) {
            body.write(b);
        }
    }

    String text() {
        return body.toString(StandardCharsets.UTF_8);
    }
}
