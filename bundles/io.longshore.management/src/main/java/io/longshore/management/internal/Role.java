// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import java.util.Locale;

/** Karaf's roles, each including those before it. */
enum Role {
    VIEWER,
    MANAGER,
    ADMIN;

    boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** As Karaf spells it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
