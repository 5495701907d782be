// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.runtime.Stdio;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What JMX clients send may be null, whatever the interface says. */
final class Arguments {
    private static final Duration MAX_WAIT = Duration.ofHours(1);

    private Arguments() {}

    static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new InvalidArgumentException(name + " must not be null");
        }
        return value;
    }

    static String[] required(String name, @Nullable String @Nullable [] values) {
        String[] result = new String[required(name, (Object[]) values).length];
        for (int i = 0; i < result.length; i++) {
            result[i] = required(name + "[" + i + "]", values[i]);
        }
        return result;
    }

    /** A relative path would depend on where Karaf was started, which a client cannot know. */
    static Path absolute(String name, String text) {
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            throw new InvalidArgumentException(name + " is not a path: " + e.getReason(), e);
        }
        if (!path.isAbsolute()) {
            throw new InvalidArgumentException(name + " must be an absolute path");
        }
        return path;
    }

    static long between(String name, long least, long value, long most) {
        if (value < least || value > most) {
            throw new InvalidArgumentException(name + " is " + value + ", and must be from " + least + " to " + most);
        }
        return value;
    }

    static Duration timeout(long millis) {
        return Duration.ofMillis(between("timeoutMillis", 1, millis, MAX_WAIT.toMillis()));
    }

    /** Empty to drop the output. */
    static Stdio output(String name, @Nullable String file) {
        return required(name, file).isEmpty() ? Stdio.NULL : Stdio.toFile(absolute(name, file));
    }

    /** Each {@code NAME=value}, or {@code @} and the path of an {@linkplain EnvironmentFile file} that has such lines. */
    static Map<String, String> environment(String name, @Nullable String @Nullable [] lines) {
        Map<String, String> variables = new LinkedHashMap<>();
        String[] all = required(name, lines);
        for (int i = 0; i < all.length; i++) {
            String what = name + "[" + i + "]";
            if (all[i].startsWith("@")) {
                Path file = absolute(what, all[i].substring(1));
                List<String> inFile = EnvironmentFile.read(file);
                for (int number = 0; number < inFile.size(); number++) {
                    addVariable(variables, "variable " + (number + 1) + " of " + file, inFile.get(number));
                }
            } else {
                addVariable(variables, what, all[i]);
            }
        }
        return variables;
    }

    /** Whether an argument is the path of a file of the host, or one of several is, with an {@code @} before it. */
    static boolean namesFile(@Nullable Object argument) {
        if (argument instanceof Object[] several) {
            return Arrays.stream(several).anyMatch(each -> each instanceof String text && text.startsWith("@"));
        }
        return argument instanceof String text && !text.isEmpty();
    }

    /** The message has no part of a line: its value may be a secret, and its name may be a value by mistake. */
    private static void addVariable(Map<String, String> variables, String what, String line) {
        int end = line.indexOf('=');
        if (end < 1) {
            throw new InvalidArgumentException(what + " must be a variable written NAME=value");
        }
        variables.put(line.substring(0, end), line.substring(end + 1));
    }

    /** Each {@code key=value}. */
    static Map<String, String> labels(String name, @Nullable String @Nullable [] labels) {
        Map<String, String> result = new TreeMap<>();
        labelChanges(name, labels).forEach((key, value) -> {
            if (value == null) {
                throw new InvalidArgumentException(name + " must be written key=value");
            }
            result.put(key, value);
        });
        return result;
    }

    /** Each {@code key=value}, or {@code key} alone, which gives null. */
    static Map<String, @Nullable String> labelChanges(String name, @Nullable String @Nullable [] labels) {
        Map<String, @Nullable String> result = new TreeMap<>();
        for (String label : required(name, labels)) {
            int end = label.indexOf('=');
            if (end == 0 || label.isEmpty()) {
                throw new InvalidArgumentException(name + " must be written key=value, and a key must not be empty");
            }
            result.put(end < 0 ? label : label.substring(0, end), end < 0 ? null : label.substring(end + 1));
        }
        return result;
    }
}
