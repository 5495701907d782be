// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal.cgroup;

import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.runtime.linux.internal.mount.MountInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the cgroup of a container by one of its processes. Thread-safe. */
public final class Cgroups {
    /** A hierarchy of the first version without one is a name only, such as systemd's. */
    private static final Set<String> CONTROLLERS =
            Set.of("blkio", "cpu", "cpuacct", "cpuset", "devices", "freezer", "hugetlb", "memory", "pids");

    private static final Path USUAL = Path.of("/sys/fs/cgroup");

    private final Path proc;

    /** As they were when somebody last looked for what was not there. */
    private volatile List<HierarchyMount> known = List.of();

    /** @param proc {@code /proc}, but for tests */
    public Cgroups(Path proc) {
        this.proc = proc;
    }

    /**
     * The cgroup of a process, without the hierarchies in which it shares one with this JVM. To be asked before the container is
     * started, since its first process may later move itself to a nested cgroup.
     *
     * @throws NotFoundException if the process has ended, or has no cgroup apart from ours
     * @throws UnavailableException if the kernel's tables cannot be read
     */
    public Cgroup of(long pid) {
        Membership apart = membership(String.valueOf(pid), pid)
                .apartFrom(membership("self", ProcessHandle.current().pid()));
        Map<String, Path> directories = directories(apart, known);
        if (directories.size() < apart.paths().size()) {
            known = mounts();
            directories = directories(apart, known);
        }
        if (directories.isEmpty()) {
            throw new NotFoundException("process " + pid + " has no cgroup of its own");
        }
        return new Cgroup(directories);
    }

    /**
     * As far as it is there, the cgroup that an OCI runtime makes for a container without systemd; empty if nothing is, or if the
     * path is not absolute, as which one it names depends on who makes it then.
     *
     * @param path the container's {@code cgroupsPath}
     * @throws UnavailableException if the kernel's tables cannot be read
     */
    public Optional<Cgroup> at(String path) {
        if (!namesOnePlace(path)) {
            return Optional.empty();
        }
        Map<String, Path> directories = new LinkedHashMap<>();
        for (HierarchyMount mount : mounts()) {
            // from the mount point, also where only a part of the hierarchy is mounted there
            Path directory = mount.mountPoint().resolve(path.substring(1));
            // elsewhere an OCI runtime does not look, and it may be another part
            if (mount.mountPoint().startsWith(USUAL) && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                mount.names().forEach(name -> directories.putIfAbsent(name, directory));
            }
        }
        return directories.isEmpty() ? Optional.empty() : Optional.of(new Cgroup(directories));
    }

    private static boolean namesOnePlace(String path) {
        try {
            return path.startsWith("/") && Path.of(path).equals(Path.of(path).normalize());
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Map<String, Path> directories(Membership membership, List<HierarchyMount> mounts) {
        Map<String, Path> directories = new LinkedHashMap<>();
        membership.paths().forEach((hierarchy, path) -> {
            Path directory = find(mounts, hierarchy, path);
            if (directory != null) {
                directories.put(hierarchy, directory);
            }
        });
        return directories;
    }

    /**
     * {@code v1}, {@code v2}, or {@code hybrid} if hierarchies of both are mounted.
     *
     * @throws UnavailableException if the kernel's table cannot be read
     */
    public String version() {
        List<HierarchyMount> mounts = mounts();
        boolean second = mounts.stream().anyMatch(mount -> mount.hierarchies().contains(Membership.UNIFIED));
        boolean first = mounts.stream().anyMatch(mount -> !mount.hierarchies().contains(Membership.UNIFIED));
        return first && second ? "hybrid" : second ? "v2" : first ? "v1" : "unknown";
    }

    /**
     * What can be limited, measured or frozen here, of whichever version; empty if nothing.
     *
     * @throws UnavailableException if the kernel's tables cannot be read
     */
    public Set<String> controllers() {
        Set<String> found = new TreeSet<>();
        for (HierarchyMount mount : mounts()) {
            if (mount.hierarchies().contains(Membership.UNIFIED)) {
                found.addAll(unified(mount));
            } else {
                mount.hierarchies().stream().filter(CONTROLLERS::contains).forEach(found::add);
            }
        }
        return found;
    }

    private static Set<String> unified(HierarchyMount mount) {
        Path file = mount.mountPoint().resolve("cgroup.controllers");
        try {
            Set<String> found =
                    new TreeSet<>(List.of(KernelFile.read(file).strip().split("\\s+", -1)));
            found.remove("");
            return found;
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + file, e);
        }
    }

    private Membership membership(String directory, long pid) {
        Path process = proc.resolve(directory);
        try {
            return Membership.parse(KernelFile.read(process.resolve("cgroup")));
        } catch (IOException e) {
            // reading fails as it likes, ENOENT or ESRCH, when the process ends meanwhile
            if (!Files.exists(process)) {
                throw new NotFoundException("there is no process " + pid, e);
            }
            throw new UnavailableException("cannot read the cgroup of process " + pid, e);
        }
    }

    private List<HierarchyMount> mounts() {
        Path mountinfo = proc.resolve("self/mountinfo");
        try {
            return HierarchyMount.among(MountInfo.read(mountinfo));
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + mountinfo, e);
        }
    }

    /** A hierarchy can be mounted more than once, and a mount be hidden by a later one. */
    private static @Nullable Path find(List<HierarchyMount> mounts, String hierarchy, Path path) {
        for (HierarchyMount mount : mounts) {
            Path directory = mount.hierarchies().contains(hierarchy) ? mount.directory(path) : null;
            if (directory != null && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                return directory;
            }
        }
        return null;
    }
}
