// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal.cgroup;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.TaskStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A container's cgroup: its directory in each hierarchy. It does not say that they are still there, so it can be kept, also on
 * disk, for as long as the container is. A later container of the same name may have the same directories.
 *
 * <p>The constructor throws {@link InvalidArgumentException} if there is no directory, or one that is not absolute.
 *
 * @param directories from the hierarchy's name, as in the package's description, and ordered by it
 */
public record Cgroup(Map<String, Path> directories) {
    /** The hierarchies which no OCI runtime leaves out, so that no process of the parent's cgroup is among those found here. */
    private static final List<String> ALWAYS_JOINED = List.of("devices", "pids", "memory", Membership.UNIFIED);

    public Cgroup {
        if (directories.isEmpty() || !directories.values().stream().allMatch(Path::isAbsolute)) {
            throw new InvalidArgumentException("a cgroup needs directories with absolute paths, not " + directories);
        }
        directories = Collections.unmodifiableSortedMap(new TreeMap<>(directories));
    }

    /**
     * What the container uses, nested cgroups included. Unreadable or senseless files make null values.
     *
     * @param at goes into the answer
     * @throws NotFoundException if none of the directories exists any more
     */
    public TaskStats stats(Instant at) {
        TaskStats one = new VersionOne(directories).stats(at);
        TaskStats two = new VersionTwo(directories.get(Membership.UNIFIED)).stats(at);
        // asked last: a cgroup removed while it was read would otherwise look like one without controllers
        if (directories.values().stream().noneMatch(Files::isDirectory)) {
            throw new NotFoundException(
                    "no longer there: " + directories.values().iterator().next());
        }
        return new TaskStats(
                at,
                either(one.memoryUsage(), two.memoryUsage()),
                either(one.memoryLimit(), two.memoryLimit()),
                either(one.memoryMaxUsage(), two.memoryMaxUsage()),
                either(one.cpuNanos(), two.cpuNanos()),
                either(one.cpuUserNanos(), two.cpuUserNanos()),
                either(one.cpuSystemNanos(), two.cpuSystemNanos()),
                either(one.cpuThrottledNanos(), two.cpuThrottledNanos()),
                either(one.pids(), two.pids()),
                either(one.pidsLimit(), two.pidsLimit()),
                either(one.blockReadBytes(), two.blockReadBytes()),
                either(one.blockWriteBytes(), two.blockWriteBytes()),
                either(one.oomKills(), two.oomKills()));
    }

    /** How many of its processes the kernel has killed for want of memory; null if it does not say. */
    public @Nullable Long oomKills() {
        Long one = new VersionOne(directories).oomKills();
        return one != null ? one : new VersionTwo(directories.get(Membership.UNIFIED)).oomKills();
    }

    /** Where its memory is limited, for messages. */
    public Path memoryDirectory() {
        Path memory = directories.getOrDefault("memory", directories.get(Membership.UNIFIED));
        return memory != null ? memory : directories.values().iterator().next();
    }

    /**
     * The ids of its processes, nested cgroups included: of one moment each, so a process that forks while they are read can be
     * missed. Dead ones are not among them on version 2. Empty if the cgroup is no longer there.
     *
     * @throws UnavailableException if it is there and cannot be read
     */
    public SortedSet<Long> processes() {
        for (Path directory : inOrderOfTrust()) {
            try {
                SortedSet<Long> found = CgroupTree.processes(directory);
                if (!found.isEmpty() || Files.isDirectory(directory)) {
                    return found;
                }
            } catch (IOException e) {
                throw new UnavailableException("cannot list the processes of " + directory, e);
            }
        }
        return new TreeSet<>();
    }

    /**
     * Lets its processes go on if they are frozen; not those of nested cgroups that are frozen by themselves.
     *
     * @throws UnavailableException if they are, and cannot be let
     */
    public void thaw() {
        thaw("freezer", "freezer.state", "THAWED");
        thaw(Membership.UNIFIED, "cgroup.freeze", "0");
    }

    private void thaw(String hierarchy, String name, String thawed) {
        Path directory = directories.get(hierarchy);
        String state = new ControlFiles(directory).text(name);
        if (directory == null || state == null || state.strip().equals(thawed)) {
            return;
        }
        try {
            Files.writeString(directory.resolve(name), thawed, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            // removed meanwhile, so there is nothing in it
        } catch (IOException e) {
            throw new UnavailableException("cannot thaw the processes of " + directory, e);
        }
    }

    /** Removes what is empty of it. Returns whether nothing is left: a process, or a nested cgroup, keeps a directory. */
    public boolean remove() {
        boolean gone = true;
        for (Path directory : new TreeSet<>(directories.values())) {
            try {
                Files.deleteIfExists(directory);
            } catch (IOException e) {
                gone = false;
            }
        }
        return gone;
    }

    private List<Path> inOrderOfTrust() {
        return Stream.concat(ALWAYS_JOINED.stream(), directories.keySet().stream())
                .distinct()
                .map(directories::get)
                .flatMap(Stream::ofNullable)
                .toList();
    }

    private static @Nullable Long either(@Nullable Long one, @Nullable Long two) {
        return one != null ? one : two;
    }
}
