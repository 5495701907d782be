// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.Subject;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.support.ShellUtil;
import org.apache.karaf.shell.support.parsing.DefaultParser;
import org.jspecify.annotations.Nullable;

/** A console: what a user who has logged in types, and what it shows. */
final class Shell implements AutoCloseable {
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final Subject subject;
    private final Session session;

    private Shell(SessionFactory factory, Subject subject) throws Exception {
        this.subject = subject;
        PrintStream out = new PrintStream(screen, true, StandardCharsets.UTF_8);
        this.session = as(() -> factory.create(new ByteArrayInputStream(new byte[0]), out, out));
    }

    static Shell open(SessionFactory factory, String user) throws Exception {
        return new Shell(factory, Users.login(user));
    }

    /** What a command returned, and what the console shows of it. */
    record Result(@Nullable Object value, String output) {}

    Result run(String command) throws Exception {
        screen.reset();
        Object value = as(() -> session.execute(command));
        return new Result(value, screen.toString(StandardCharsets.UTF_8));
    }

    /** What the console shows of a command's error. */
    String errorOf(String command) {
        screen.reset();
        Object value;
        try {
            value = as(() -> session.execute(command));
        } catch (Exception e) {
            ShellUtil.logException(session, e);
            return screen.toString(StandardCharsets.UTF_8);
        }
        throw new AssertionError(command + " did not fail, but returned " + value);
    }

    /** What Tab offers at the end of a command line. */
    List<String> complete(String line) throws Exception {
        String[] name = line.substring(0, line.indexOf(' ')).split(":", -1);
        List<String> candidates = new ArrayList<>();
        as(() -> session.getRegistry()
                .getCommand(name[0], name[1])
                .getCompleter(false)
                .complete(session, new DefaultParser().parse(session, line, line.length()), candidates));
        return candidates.stream().map(String::strip).toList();
    }

    private <T> T as(PrivilegedExceptionAction<T> action) throws Exception {
        try {
            return Subject.doAs(subject, action);
        } catch (PrivilegedActionException e) {
            throw e.getException();
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
