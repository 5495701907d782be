// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.InvalidArgumentException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Options as a JMX client sends them: each {@code name=value}, or a name alone for one that is on or off. Immutable. */
final class OptionLines {
    private final String parameter;
    private final Map<String, String> values;

    private OptionLines(String parameter, Map<String, String> values) {
        this.parameter = parameter;
        this.values = values;
    }

    /** @throws InvalidArgumentException if one is not known, or is there twice */
    static OptionLines parse(String parameter, @Nullable String @Nullable [] lines, Set<String> known) {
        Map<String, String> values = new TreeMap<>();
        for (String line : Arguments.required(parameter, lines)) {
            int end = line.indexOf('=');
            String name = end < 0 ? line : line.substring(0, end);
            if (!known.contains(name)) {
                throw new InvalidArgumentException(parameter + " has one that is not known; there are "
                        + String.join(", ", known.stream().sorted().toList()));
            }
            if (values.put(name, end < 0 ? "true" : line.substring(end + 1)) != null) {
                throw new InvalidArgumentException(parameter + " has " + name + " twice");
            }
        }
        return new OptionLines(parameter, values);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** Empty without it. */
    String text(String name) {
        return values.getOrDefault(name, "");
    }

    /** False without it. */
    boolean flag(String name) {
        String value = values.getOrDefault(name, "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new InvalidArgumentException(parameter + ": " + name + " must be true or false");
        }
        return value.equals("true");
    }

    /** 0 without it. */
    int number(String name) {
        try {
            return Integer.parseInt(values.getOrDefault(name, "0"));
        } catch (NumberFormatException e) {
            throw new InvalidArgumentException(parameter + ": " + name + " must be a number", e);
        }
    }

    /** Those between commas; none without it. */
    List<String> list(String name) {
        return text(name).isEmpty() ? List.of() : List.of(text(name).split(",", -1));
    }
}
