// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.InvalidArgumentException;

/** Reads {@code key=value}; the value may be empty, and may hold more of {@code =}. */
record KeyValue(String key, String value) {
    static KeyValue parse(String option, String text) {
        int split = text.indexOf('=');
        if (split < 1) {
            throw new InvalidArgumentException("'" + text + "' does not fit " + option + ": write key=value");
        }
        return new KeyValue(text.substring(0, split), text.substring(split + 1));
    }
}
