// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal.cgroup;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** A cgroup directory and those nested in it. What is removed meanwhile is left out. */
final class CgroupTree {
    /** Its own name, its parent's for it, and one more for each nested directory; what does not count so has another number. */
    private static final int LINKS_OF_A_LEAF = 2;

    private CgroupTree() {}

    /** The top comes first; empty if it does not exist. */
    static List<Path> directories(Path top) throws IOException {
        List<Path> found = new ArrayList<>();
        Deque<Path> open = new ArrayDeque<>(List.of(top));
        while (!open.isEmpty()) {
            Path directory = open.remove();
            try {
                if (isLeaf(directory)) {
                    found.add(directory);
                    continue;
                }
            } catch (NoSuchFileException e) {
                // removed since its parent was read, so no longer part of the tree
                continue;
            }
            try (DirectoryStream<Path> nested =
                    Files.newDirectoryStream(directory, entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
                nested.forEach(open::add);
                found.add(directory);
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            } catch (NoSuchFileException e) {
                // as above
            }
        }
        return found;
    }

    /** Most are, and each of the many files in one would have to be looked at to see that none is a directory. */
    private static boolean isLeaf(Path directory) throws IOException {
        return Files.getAttribute(directory, "unix:nlink") instanceof Integer links && links == LINKS_OF_A_LEAF;
    }

    static SortedSet<Long> processes(Path top) throws IOException {
        SortedSet<Long> pids = new TreeSet<>();
        for (Path directory : directories(top)) {
            try {
                if (directory.equals(top) || !isThreaded(directory)) {
                    addPids(directory.resolve("cgroup.procs"), pids);
                }
            } catch (IOException e) {
                if (Files.isDirectory(directory)) {
                    throw e;
                }
            }
        }
        return pids;
    }

    /** Such a cgroup of version 2 has threads only; their processes are listed by the one it is nested in. */
    private static boolean isThreaded(Path directory) throws IOException {
        Path type = directory.resolve("cgroup.type");
        return Files.exists(type) && KernelFile.read(type).strip().equals("threaded");
    }

    private static void addPids(Path file, SortedSet<Long> pids) throws IOException {
        for (String line : KernelFile.read(file).lines().toList()) {
            Long pid = line.isEmpty() ? Long.valueOf(0) : ControlFiles.parse(line);
            if (pid == null) {
                throw new IOException(file + " has a line which is no process id");
            }
            // 0 is a process of another pid namespace, and a signal to 0 would go to our own process group
            if (pid > 0) {
                pids.add(pid);
            }
        }
    }
}
