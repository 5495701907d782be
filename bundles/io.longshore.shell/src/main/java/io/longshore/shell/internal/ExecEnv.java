// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.containers.OciSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** The variables of an added process: the container's own, those that are given, and the type of the terminal, if it has one. */
final class ExecEnv {
    private static final String TERM = "TERM";

    private ExecEnv() {}

    static List<String> of(OciSpec spec, List<String> given, @Nullable Terminal terminal) {
        Map<String, String> all = new LinkedHashMap<>();
        spec.env().stream().filter(line -> line.indexOf('=') > 0).forEach(line -> put(all, line));
        if (terminal != null) {
            all.put(TERM, terminal.getType());
        }
        given.forEach(line -> put(all, line));
        return all.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    private static void put(Map<String, String> all, String line) {
        KeyValue pair = KeyValue.parse("--env", line);
        all.put(pair.key(), pair.value());
    }
}
