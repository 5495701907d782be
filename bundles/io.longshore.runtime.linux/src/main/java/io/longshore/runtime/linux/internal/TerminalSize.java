// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.InvalidArgumentException;

/** What fits into the kernel's {@code struct winsize}. */
final class TerminalSize {
    private static final int MAX = 65_535;

    private TerminalSize() {}

    static void check(int width, int height) {
        if (width < 1 || width > MAX || height < 1 || height > MAX) {
            throw new InvalidArgumentException("a terminal is 1 to " + MAX + " characters wide and high");
        }
    }
}
