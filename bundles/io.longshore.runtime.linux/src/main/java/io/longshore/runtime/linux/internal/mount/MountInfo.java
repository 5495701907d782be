// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal.mount;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One mount, by its line in the kernel's table.
 *
 * @param root as the kernel writes it: a path in the file system that is mounted, but of a namespace something else
 * @param options of the file system; of control groups of the first version they name the controllers
 */
public record MountInfo(String root, Path mountPoint, String type, String options) {
    private static final int ROOT = 3;
    private static final int MOUNT_POINT = 4;
    private static final int MOUNT_OPTIONS = 5;

    private static final int TYPE = 0;
    private static final int OPTIONS = 2;

    private static final String SEPARATOR = " - ";
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-3][0-7]{2})");

    /** No path has it, whether as it is or escaped. */
    private static final Pattern NUL = Pattern.compile("\\x00|\\\\000");

    private static final int DELETE = 0x7F;
    private static final Pattern NOT_PLAIN = Pattern.compile("[^/0-9A-Za-z]");

    /**
     * The mounts of a table, the latest last. It has no limit but the kernel's own, {@code fs.mount-max}.
     *
     * @param table such as {@code /proc/self/mountinfo}
     */
    public static List<MountInfo> read(Path table) throws IOException {
        // a character for each byte: a name on the host may be in any encoding, or in none
        return parse(new String(Files.readAllBytes(table), StandardCharsets.ISO_8859_1));
    }

    /** Leaves out what does not look like a line of the table. */
    public static List<MountInfo> parse(String table) {
        List<MountInfo> mounts = new ArrayList<>();
        // at no other line ends: a carriage return is written as it is
        for (String line : table.split("\n", -1)) {
            int separator = line.indexOf(SEPARATOR);
            if (separator >= 0 && !NUL.matcher(line).find()) {
                String[] mount = line.substring(0, separator).split(" ", -1);
                String[] system = line.substring(separator + SEPARATOR.length()).split(" ", -1);
                if (mount.length > MOUNT_OPTIONS && mount[MOUNT_POINT].startsWith("/") && system.length > OPTIONS) {
                    mounts.add(new MountInfo(mount[ROOT], path(mount[MOUNT_POINT]), system[TYPE], system[OPTIONS]));
                }
            }
        }
        return mounts;
    }

    /**
     * The path that the kernel writes so, absolute. It is made of the same bytes whatever this JVM's locale is; made of
     * characters, it would be another, or none at all, where the locale has no bytes for one of them.
     */
    public static Path path(String field) {
        if (isPlain(field)) {
            return Path.of(field);
        }
        String bytes = ESCAPE.matcher(field)
                .replaceAll(
                        match -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 8))));
        String escaped = NOT_PLAIN
                .matcher(bytes)
                .replaceAll(match -> "%%%02X".formatted((int) match.group().charAt(0)));
        return Path.of(URI.create("file://" + escaped));
    }

    /** Every locale has the same bytes for it, and the kernel writes it as it is. */
    private static boolean isPlain(String field) {
        return field.chars().allMatch(c -> c > ' ' && c < DELETE && c != '\\');
    }
}
