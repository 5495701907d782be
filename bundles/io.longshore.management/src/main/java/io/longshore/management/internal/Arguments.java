// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.InvalidArgumentException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What JMX clients send may be null, whatever the interface says. */
final class Arguments {
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
}
