// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The threads of this JVM. */
final class Threads {
    private Threads() {}

    static Set<String> names() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread.getName() + "#" + thread.getId())
                .collect(Collectors.toSet());
    }

    /** Where the threads of a walk and of Longshore are. */
    static String stacks() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            String name = entry.getKey().getName();
            if (name.startsWith("walk-") || name.startsWith("longshore-")) {
                text.append('\n').append(name).append(' ').append(entry.getKey().getState());
                for (StackTraceElement frame : entry.getValue()) {
                    text.append("\n    at ").append(frame);
                }
            }
        }
        return text.toString();
    }
}
