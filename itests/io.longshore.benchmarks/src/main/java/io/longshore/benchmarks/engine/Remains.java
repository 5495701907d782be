// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.engine;

import io.longshore.itests.support.NamespaceCgroups;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.MountFlags;
import io.longshore.posix.PosixException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What lived in a directory and was not ended in order: shims and daemons, which name it in their command line or work in it,
 * and containers, which are in the cgroups of the namespace that is called like it.
 */
public final class Remains {
    /** The field of a line of mountinfo. */
    private static final int MOUNT_POINT = 4;

    private static final long SECONDS = 30;

    private final Path directory;
    private final Set<Path> sockets = new HashSet<>();

    private Remains(Path directory) {
        this.directory = directory;
    }

    /**
     * Ends the processes, each by its pid, and removes what they had: sockets, mounts, cgroups; not the directory itself. It
     * looks again until nobody has started another one.
     *
     * @return the pids that are still there after so long
     */
    public static List<Long> end(Path directory, long duration, TimeUnit unit) throws IOException {
        Remains remains = new Remains(directory);
        List<Long> left = remains.endProcesses(System.nanoTime() + unit.toNanos(duration));
        for (Path socket : remains.sockets) {
            Files.deleteIfExists(socket);
        }
        remains.unmount();
        NamespaceCgroups.removeAll(remains.namespace());
        return left;
    }

    /** The same for somebody who cannot go on with any of them. */
    public static void endAll(Path directory) throws IOException {
        List<Long> left = end(directory, SECONDS, TimeUnit.SECONDS);
        if (!left.isEmpty()) {
            throw new IOException("of " + directory + " there are still the processes " + left);
        }
    }

    private String namespace() {
        return directory.getFileName().toString();
    }

    private List<Long> endProcesses(long deadline) throws IOException {
        List<OwnProcess> alive = OwnProcess.of(directory, namespace());
        while (!alive.isEmpty() && System.nanoTime() < deadline) {
            for (OwnProcess process : alive) {
                // who is killed leaves its socket
                sockets.addAll(process.sockets());
            }
            alive.forEach(OwnProcess::kill);
            alive.forEach(OwnProcess::awaitEnd);
            alive = OwnProcess.of(directory, namespace());
        }
        return alive.stream().map(OwnProcess::pid).toList();
    }

    private void unmount() throws IOException {
        List<Path> points = new ArrayList<>();
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            lines.map(line -> Path.of(line.split(" ", -1)[MOUNT_POINT]))
                    .filter(point -> point.startsWith(directory))
                    .forEach(points::add);
        }
        points.sort(Comparator.reverseOrder());
        try (LinuxPosix posix = new LinuxPosix()) {
            for (Path point : points) {
                posix.umount2(point, MountFlags.UMOUNT_DETACH | MountFlags.UMOUNT_NOFOLLOW);
            }
        } catch (PosixException e) {
            throw new IOException("a mount below " + directory + " stays", e);
        }
    }
}
