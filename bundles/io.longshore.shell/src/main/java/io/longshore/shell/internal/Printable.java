// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

/** Text on one line of a terminal. Labels and messages of programs may hold anything, also what moves the cursor. */
final class Printable {
    private Printable() {}

    static String of(String text) {
        return text.strip().replaceAll("\\R+", "; ").replaceAll("[\\p{Cc}\\p{Cf}]", "?");
    }
}
