// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.Terminal;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jspecify.annotations.Nullable;

/** A session, with or without a terminal; the terminal is JLine's, as ssh's is. */
final class FakeSession {
    final @Nullable LineDisciplineTerminal terminal;
    private final InputStream keyboard;

    private FakeSession(@Nullable LineDisciplineTerminal terminal, InputStream keyboard) {
        this.terminal = terminal;
        this.keyboard = keyboard;
    }

    static FakeSession without(String typed) {
        return new FakeSession(null, new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
    }

    static FakeSession at(OutputStream screen) throws IOException {
        LineDisciplineTerminal terminal = new LineDisciplineTerminal("test", "xterm", screen, StandardCharsets.UTF_8);
        terminal.setSize(new Size(80, 24));
        return new FakeSession(terminal, InputStream.nullInputStream());
    }

    void type(String keys) throws IOException {
        terminal.processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
    }

    Session session() {
        Object karafs = terminal == null
                ? null
                : Proxy.newProxyInstance(
                        FakeSession.class.getClassLoader(),
                        new Class<?>[] {Terminal.class, org.jline.terminal.Terminal.class},
                        (proxy, method, arguments) -> {
                            try {
                                return org.jline.terminal.Terminal.class
                                        .getMethod(method.getName(), method.getParameterTypes())
                                        .invoke(terminal, arguments);
                            } catch (java.lang.reflect.InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
        return (Session) Proxy.newProxyInstance(
                FakeSession.class.getClassLoader(),
                new Class<?>[] {Session.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getTerminal" -> karafs;
                    case "getKeyboard" -> keyboard;
                    default -> null;
                });
    }
}
