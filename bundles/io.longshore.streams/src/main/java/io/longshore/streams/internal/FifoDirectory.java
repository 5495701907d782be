// SPDX-License-Identifier: Apache-2.0
package io.longshore.streams.internal;

import io.longshore.api.ExecId;
import io.longshore.posix.Errno;
import io.longshore.posix.Fd;
import io.longshore.posix.Posix;
import io.longshore.posix.PosixException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The directory of all FIFOs, drawn in {@link io.longshore.api.streams}. Not thread-safe. */
final class FifoDirectory {
    private static final String PRIVATE = "rwx------";
    private static final String PASSABLE = "rwx--x--x";
    private static final String FIRST_PROCESS = ".init";
    private static final int FIFO_MODE = 0600;

    /**
     * How long FIFOs that nobody uses are left for somebody to come: of a process that was added and not started there is no
     * shim at them yet, and without them it could never start.
     */
    private static final Duration KEPT = Duration.ofDays(1);

    private final Posix posix;
    private final Path root;
    private final Clock clock;

    /** Makes it, or takes one that is ours and nobody else's. */
    FifoDirectory(Posix posix, Path root, Clock clock) throws IOException {
        this.posix = posix;
        this.root = root;
        this.clock = clock;
        ensure(root, PRIVATE);
        Object owner = Files.getAttribute(root, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS) || !owner.equals(posix.geteuid())) {
            throw new IOException(root + " is not a directory of the user that runs this; set 'directory' to another");
        }
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString(PRIVATE));
    }

    /** Makes the FIFOs of a process that has none. */
    ProcessFifos create(ProcessKey key, boolean stdin, boolean terminal) throws IOException {
        Path directory = directory(key);
        ensure(directory, PRIVATE);
        ProcessFifos fifos = ProcessFifos.in(directory, stdin, terminal);
        for (Path fifo : fifos.all()) {
            posix.mkfifo(fifo, FIFO_MODE);
        }
        return fifos;
    }

    /** The FIFOs of a process, or null. */
    @Nullable
    ProcessFifos find(ProcessKey key) {
        return ProcessFifos.found(directory(key));
    }

    /** Whether somebody has one of the FIFOs open to read, as a shim has as long as it writes to them or reads from them. */
    boolean isUsed(ProcessKey key) throws IOException {
        return isUsed(directory(key));
    }

    private boolean isUsed(Path directory) throws IOException {
        for (Path fifo : list(directory)) {
            if (hasReader(fifo)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasReader(Path fifo) {
        try {
            posix.open(fifo, Fd.Access.WRITE).close();
            return true;
        } catch (PosixException e) {
            if (e.errno() == Errno.ENXIO) {
                return false;
            }
            throw e;
        }
    }

    /** Removes the FIFOs of a process, if there are any. */
    void remove(ProcessKey key) throws IOException {
        remove(directory(key));
    }

    private void remove(Path directory) throws IOException {
        for (Path fifo : list(directory)) {
            Files.delete(fifo);
        }
        Files.deleteIfExists(directory);
        for (Path parent = directory.getParent(); !parent.equals(root); parent = parent.getParent()) {
            try {
                Files.deleteIfExists(parent);
            } catch (DirectoryNotEmptyException e) {
                // of other processes
                return;
            }
        }
    }

    /** The directories that an earlier run left, used or not. */
    List<Path> leftovers() throws IOException {
        List<Path> processes = new ArrayList<>();
        for (Path namespace : list(root)) {
            for (Path task : list(namespace)) {
                processes.addAll(list(task));
            }
        }
        return processes;
    }

    /**
     * Removes what {@link #leftovers} gave, unless it is used or was made within the last day.
     *
     * @return whether it was removed
     */
    boolean removeForgotten(Path process) throws IOException {
        Instant made =
                Files.getLastModifiedTime(process, LinkOption.NOFOLLOW_LINKS).toInstant();
        if (made.isAfter(clock.instant().minus(KEPT)) || isUsed(process)) {
            return false;
        }
        remove(process);
        return true;
    }

    private Path directory(ProcessKey key) {
        ExecId exec = key.exec();
        return root.resolve(key.namespace().name())
                .resolve(key.id().value())
                .resolve(exec == null ? FIRST_PROCESS : exec.value());
    }

    /** What is in a directory; nothing if it is none, or not there. */
    private static List<Path> list(Path directory) throws IOException {
        List<Path> entries = new ArrayList<>();
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return entries;
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        }
        return entries;
    }

    /** Makes a directory of this mode whatever the umask, and above it what is missing. */
    private void ensure(Path directory, String mode) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            ensure(parent, parent.startsWith(root) ? PRIVATE : PASSABLE);
        }
        try {
            Files.createDirectory(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }
}
