// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** What there is to say of one thing, a line each. */
final class Details {
    private final Rows rows = new Rows("Field", "Value");

    Details add(String field, @Nullable Object value) {
        rows.add(field, value);
        return this;
    }

    /** Empty lines are left out. */
    Details addIfAny(String field, @Nullable Object value) {
        if (value != null && !value.toString().isEmpty()) {
            rows.add(field, value);
        }
        return this;
    }

    /** Returns null, since Karaf prints what a command returns. */
    @Nullable
    Object print(PrintStream out, boolean format) {
        rows.print(out, format);
        return null;
    }
}
