// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The runtime's own last error, out of the end of its standard error. */
final class RuncMessage {
    private static final Gson GSON =
            new GsonBuilder().setStrictness(Strictness.STRICT).create();
    private static final Set<String> ERROR_LEVELS = Set.of("error", "fatal", "panic");
    private static final int MAX_LENGTH = 4096;

    private record LogLine(@Nullable String level, @Nullable String msg) {}

    private RuncMessage() {}

    /** The last logged error; else the last line, for what was not written by the log; else what the status tells. */
    static String of(byte[] stderr, int status) {
        List<String> lines = new String(stderr, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        for (int i = lines.size() - 1; i >= 0; i--) {
            String logged = logged(lines.get(i));
            if (logged != null) {
                return printable(logged);
            }
        }
        if (!lines.isEmpty()) {
            return printable(lines.get(lines.size() - 1)) + " (exit status " + status + ")";
        }
        String signal = status > 128 ? ", as after signal " + (status - 128) : "";
        return "it ended with exit status " + status + signal + " and said nothing";
    }

    private static @Nullable String logged(String line) {
        if (!line.startsWith("{")) {
            return null;
        }
        try {
            LogLine log = GSON.fromJson(line, LogLine.class);
            return log != null && log.level != null && log.msg != null && ERROR_LEVELS.contains(log.level)
                    ? log.msg
                    : null;
        } catch (JsonParseException e) {
            // not the log's: a hook or the Go runtime prints to the same stream
            return null;
        }
    }

    /** The message goes to consoles and logs; what a container's files or hooks made of it may hold terminal escapes. */
    private static String printable(String message) {
        String cut = message.length() <= MAX_LENGTH ? message : message.substring(0, MAX_LENGTH) + " ...";
        return cut.strip().replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ");
    }
}
