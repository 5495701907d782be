// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.engine;

import io.longshore.itests.support.BusyboxRootfs;
import io.longshore.itests.support.Leftovers;
import io.longshore.itests.support.NamespaceCgroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A directory for containers that are not Longshore's, with a root file system in it, and the namespace of the same name. Its
 * path is short, for sockets.
 */
public final class OwnDirectory implements AutoCloseable {
    private static final long GONE_SECONDS = 10;
    private static final long LOOK_MILLIS = 50;

    private final Path path;

    private OwnDirectory(Path path) {
        this.path = path;
    }

    /** @param grounds that remember it */
    public static OwnDirectory create(Grounds grounds) throws IOException {
        Path path = grounds.add(Files.createTempDirectory("ls-"));
        BusyboxRootfs.create(path.resolve("rootfs"));
        return new OwnDirectory(path);
    }

    public Path path() {
        return path;
    }

    public String name() {
        return path.getFileName().toString();
    }

    public Path rootfs() {
        return path.resolve("rootfs");
    }

    /**
     * Removes it.
     *
     * @throws IllegalStateException if a process, a mount or a cgroup of it is still there after ten seconds; then it stays
     */
    @Override
    public void close() throws IOException {
        Leftovers leftovers = new Leftovers(path);
        Path none = path.resolve("none");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GONE_SECONDS);
        List<String> left = leftovers.find(none, none);
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            // shims that nobody waits for end in their own time
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
            left = leftovers.find(none, none);
        }
        if (!left.isEmpty()) {
            throw new IllegalStateException("left behind: " + String.join("\n", left));
        }
        NamespaceCgroups.remove(name());
        Grounds.remove(path);
    }
}
