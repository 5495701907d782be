// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is mounted where, by {@code /proc/self/mountinfo}; see proc(5). */
final class MountTable {
    private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT = 4;
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");

    private MountTable() {}

    /** The mount points at or below a path, the latest mount first, so in the order to unmount them. */
    static List<Path> below(Path path) {
        try {
            return below(path, Files.readAllLines(MOUNTINFO, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + MOUNTINFO, e);
        }
    }

    static List<Path> below(Path path, List<String> mountinfo) {
        List<Path> found = mountinfo.stream()
                .map(line -> line.split(" "))
                .filter(fields -> fields.length > MOUNT_POINT)
                .map(fields -> Path.of(decode(fields[MOUNT_POINT])))
                .filter(point -> point.startsWith(path))
                .collect(Collectors.toList());
        Collections.reverse(found);
        return found;
    }

    /** Undoes the kernel's escapes, then reads the bytes as this JVM reads file names. */
    private static String decode(String field) {
        String bytes = ESCAPE.matcher(field)
                .replaceAll(
                        match -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 8))));
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
