// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal.cgroup;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where a hierarchy, or a part of it, is mounted, by {@code /proc/self/mountinfo}; see proc(5).
 *
 * @param hierarchies more than one if controllers are mounted together; among the names are mount options, which do no harm
 * @param root the cgroup that is seen at the mount point
 */
record HierarchyMount(Set<String> hierarchies, Path root, Path mountPoint) {
    private static final Pattern LINE =
            Pattern.compile("\\d+ \\d+ \\d+:\\d+ (/\\S*) (/\\S*) \\S+ (?:\\S+ )*?- (cgroup2?) \\S+ (\\S+)");
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");

    static List<HierarchyMount> parse(String mountinfo) {
        List<HierarchyMount> mounts = new ArrayList<>();
        for (String line : mountinfo.split("\n", -1)) {
            // most lines of a container host are overlays, and long
            Matcher match = line.contains(" - cgroup") ? LINE.matcher(line) : null;
            if (match != null && match.matches()) {
                HierarchyMount mount = of(match);
                if (mount != null) {
                    mounts.add(mount);
                }
            }
        }
        return mounts;
    }

    private static @Nullable HierarchyMount of(Matcher match) {
        Set<String> hierarchies = match.group(3).equals("cgroup2")
                ? Set.of(Membership.UNIFIED)
                : Set.copyOf(List.of(match.group(4).split(",", -1)));
        try {
            return new HierarchyMount(
                    hierarchies, Path.of(unescape(match.group(1))), Path.of(unescape(match.group(2))));
        } catch (InvalidPathException e) {
            // a name this JVM's locale has no bytes for: nothing below it can be opened
            return null;
        }
    }

    /** Where to find a cgroup of this hierarchy; null if it is not below what is mounted here. */
    @Nullable
    Path directory(Path cgroup) {
        if (!cgroup.startsWith(root)) {
            return null;
        }
        Path below = root.relativize(cgroup);
        boolean leadsOut = StreamSupport.stream(below.spliterator(), false)
                .anyMatch(name -> name.toString().equals(".."));
        return leadsOut ? null : mountPoint.resolve(below);
    }

    private static String unescape(String field) {
        return ESCAPE.matcher(field)
                .replaceAll(
                        match -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 8))));
    }
}
