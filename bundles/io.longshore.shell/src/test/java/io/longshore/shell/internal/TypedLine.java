// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;

/** A line that is being typed, with the cursor at the end of its last word. */
record TypedLine(List<String> words) implements CommandLine {
    TypedLine(String... words) {
        this(List.of(words));
    }

    @Override
    public int getCursorArgumentIndex() {
        return words.size() - 1;
    }

    @Override
    public String getCursorArgument() {
        return words.get(words.size() - 1);
    }

    @Override
    public int getArgumentPosition() {
        return getCursorArgument().length();
    }

    @Override
    public String[] getArguments() {
        return words.toArray(String[]::new);
    }

    @Override
    public int getBufferPosition() {
        return getBuffer().length();
    }

    @Override
    public String getBuffer() {
        return String.join(" ", words);
    }

    /** What a completer offers there. */
    static List<String> candidates(Completer completer, String... words) {
        List<String> candidates = new ArrayList<>();
        Session session = (Session) Proxy.newProxyInstance(
                TypedLine.class.getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, args) -> null);
        completer.complete(session, new TypedLine(words), candidates);
        return candidates.stream().map(String::strip).toList();
    }
}
