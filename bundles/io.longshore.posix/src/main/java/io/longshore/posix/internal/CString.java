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

    /**
     * The path as the string to give to jnr-posix: that encodes with the default charset, and the bytes must come out the
     * same.
     */
    public static String forJnrPosix(Path path) {
        Charset bridge = Charset.defaultCharset();
        byte[] terminated = of(path);
        byte[] wanted = Arrays.copyOf(terminated, terminated.length - 1);
        String text = new String(wanted, bridge);
        if (!Arrays.equals(text.getBytes(bridge), wanted)) {
            throw new IllegalArgumentException("with -Dfile.encoding=" + bridge + " there is no way to name " + path
                    + "; start the JVM with -Dfile.encoding=" + NATIVE);
        }
        return text;
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
