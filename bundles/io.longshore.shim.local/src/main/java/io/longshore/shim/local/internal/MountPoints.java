// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where something is mounted, as the kernel lists it; see proc(5). */
final class MountPoints {
    private static final int MOUNT_POINT = 4;

    /** How a blank, a tab, a newline and a backslash are written. */
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");

    private static final int OCTAL = 8;

    /** What the JDK itself encodes paths with. */
    private static final Charset NATIVE = Charset.forName(System.getProperty("sun.jnu.encoding"));

    private final Path mountinfo;

    /** @param mountinfo such as {@code /proc/self/mountinfo} */
    MountPoints(Path mountinfo) {
        this.mountinfo = mountinfo;
    }

    /** @throws UnavailableException if the list cannot be read */
    boolean anyBelow(Path directory) {
        String parent = new String((directory + "/").getBytes(NATIVE), StandardCharsets.ISO_8859_1);
        try {
            // the kernel lists bytes
            return Files.readAllLines(mountinfo, StandardCharsets.ISO_8859_1).stream()
                    .map(line -> line.split(" ", MOUNT_POINT + 2))
                    .anyMatch(fields -> fields.length > MOUNT_POINT
                            && unescaped(fields[MOUNT_POINT]).startsWith(parent));
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + mountinfo, e);
        }
    }

    private static String unescaped(String field) {
        return ESCAPE.matcher(field)
                .replaceAll(escape ->
                        Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), OCTAL))));
    }
}
