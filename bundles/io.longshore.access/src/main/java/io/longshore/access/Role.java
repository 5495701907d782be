// SPDX-License-Identifier: Apache-2.0
package io.longshore.access;

import java.util.Locale;

/** Karaf's roles, each including those before it. */
public enum Role {
    /** Reads. */
    VIEWER,
    /** Also starts, signals, pauses and resumes tasks, and runs commands in them. */
    MANAGER,
    /** Also creates, changes, checkpoints and deletes. */
    ADMIN;

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** As Karaf spells it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
