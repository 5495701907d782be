// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.InvalidArgumentException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads paths. Relative ones would depend on where Karaf was started, not on where the user is. */
final class AbsolutePath {
    private AbsolutePath() {}

    static Path parse(String option, String text) {
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            throw new InvalidArgumentException("'" + text + "' does not fit " + option + ": it is not a path", e);
        }
        if (!path.isAbsolute()) {
            throw new InvalidArgumentException("'" + text + "' does not fit " + option + ": write an absolute path");
        }
        return path;
    }
}
