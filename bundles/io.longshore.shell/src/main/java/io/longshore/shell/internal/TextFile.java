// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.InvalidArgumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that an option names. */
final class TextFile {
    private TextFile() {}

    /** @throws InvalidArgumentException if it cannot be read */
    static String read(String option, String file) {
        Path path = AbsolutePath.parse(option, file);
        if (!Files.isReadable(path)) {
            throw new InvalidArgumentException(
                    "there is no file " + path + " that Karaf can read; " + option + " names one");
        }
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new InvalidArgumentException(
                    "the file " + path + " of " + option + " cannot be read: " + e.getMessage(), e);
        }
    }
}
