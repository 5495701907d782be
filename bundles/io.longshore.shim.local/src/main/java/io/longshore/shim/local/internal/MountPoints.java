// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where something is mounted, as the kernel lists it; see proc(5). */
final class MountPoints {
    private static final int MOUNT_POINT = 4;

    /** How a blank, a tab, a newline and a backslash are written. */
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");

    private static final int OCTAL = 8;

    private static final Pattern NOT_PLAIN = Pattern.compile("[^/0-9A-Za-z]");

    private final Path mountinfo;

    /** @param mountinfo such as {@code /proc/self/mountinfo} */
    MountPoints(Path mountinfo) {
        this.mountinfo = mountinfo;
    }

    /**
     * The mount points in a directory, and the directory as often as something is mounted on it; the latest mount first, so in
     * the order to unmount them.
     *
     * @throws UnavailableException if the list cannot be read
     */
    List<Path> atOrBelow(Path directory) {
        try {
            // the kernel lists bytes
            String lines = new String(Files.readAllBytes(mountinfo), StandardCharsets.ISO_8859_1);
            List<Path> found = Arrays.stream(lines.split("\n", -1))
                    .map(line -> line.split(" ", MOUNT_POINT + 2))
                    .filter(fields -> fields.length > MOUNT_POINT && fields[MOUNT_POINT].startsWith("/"))
                    .map(fields -> path(fields[MOUNT_POINT]))
                    .filter(point -> point.startsWith(directory))
                    .collect(Collectors.toList());
            Collections.reverse(found);
            return found;
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + mountinfo, e);
        }
    }

    /** Made of bytes: of characters there would be none for a name, elsewhere on the host, that is not of this JVM's locale. */
    private static Path path(String field) {
        String bytes = ESCAPE.matcher(field)
                .replaceAll(escape ->
                        Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), OCTAL))));
        String escaped = NOT_PLAIN
                .matcher(bytes)
                .replaceAll(match -> "%%%02X".formatted((int) match.group().charAt(0)));
        return Path.of(URI.create("file://" + escaped));
    }
}
