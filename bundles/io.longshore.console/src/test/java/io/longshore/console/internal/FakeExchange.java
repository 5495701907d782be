// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.servlet.AsyncContext;
import javax.servlet.ServletOutputStream;
import javax.servlet.WriteListener;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** A request with its answer, without a server that would end it when it likes. */
final class FakeExchange {
    final List<Integer> statuses = new ArrayList<>();
    int completions;
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
