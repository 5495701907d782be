// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;

/** Strings as C wants them. */
public final class CString {

    /** What the JDK itself encodes paths with: with another, we and {@code Files} would mean different files. */
    private static final Charset NATIVE = Charset.forName(System.getProperty("sun.jnu.encoding"));

    private CString() {}

    /** The path, ended by a NUL. */
    public static byte[] of(Path path) {
        return of(path.toString());
    }

    /** The text, ended by a NUL. */
    public static byte[] of(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("NUL in \"" + text.replace("\0", "\\0") + "\"");
        }
        byte[] bytes = text.getBytes(NATIVE);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }
}
