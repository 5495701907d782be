// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.UnavailableException;
import io.longshore.posix.Errno;
import io.longshore.posix.PidFd;
import io.longshore.posix.Posix;
import io.longshore.posix.PosixException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process for good: a pid is used again, but not with the same start time, nor since the same boot.
 *
 * @param startTime ticks since the boot
 */
record ProcessIdentity(int pid, long startTime, String bootId) {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessIdentity.class);
    private static final Path PROC = Path.of("/proc");
    /** The field of {@code stat}, counted from what follows the name. */
    private static final int START_TIME = 19;

    /** No process sees two. */
    private static volatile @Nullable String boot;

    /** Of a process that is there; empty if it has ended. */
    static Optional<ProcessIdentity> of(int pid) {
        try {
            String stat = Files.readString(PROC.resolve(String.valueOf(pid)).resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(new ProcessIdentity(pid, Long.parseLong(fields[START_TIME]), thisBoot()));
        } catch (IOException e) {
            LOG.debug("the process {} has ended", pid, e);
            return Optional.empty();
        }
    }

    private static String thisBoot() throws IOException {
        String read = boot;
        if (read == null) {
            read = Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
            boot = read;
        }
        return read;
    }

    void write(Path file) {
        try {
            Files.writeString(file, text());
        } catch (IOException e) {
            throw new UnavailableException("cannot write " + file, e);
        }
    }

    /** As it is written. */
    String text() {
        return pid + " " + startTime + " " + bootId;
    }

    /** Empty if none was written. */
    static Optional<ProcessIdentity> read(Path file) {
        try {
            return parse(Files.readString(file), file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("{} cannot be read; looking at all processes instead", file, e);
            return Optional.empty();
        }
    }

    /**
     * What {@link #text} has written; empty if this is something else.
     *
     * @param file in which it was, for the log
     */
    static Optional<ProcessIdentity> parse(String text, Path file) {
        String[] fields = text.split(" ", -1);
        try {
            return fields.length == 3
                    ? Optional.of(
                            new ProcessIdentity(Integer.parseInt(fields[0]), Long.parseLong(fields[1]), fields[2]))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            LOG.warn("{} names no process; looking at all processes instead", file, e);
            return Optional.empty();
        }
    }

    /** Holds on to it; empty if it has ended. */
    Optional<ShimProcess> hold(Posix posix) {
        PidFd pidFd;
        try {
            pidFd = posix.pidfdOpen(pid);
        } catch (PosixException e) {
            if (e.errno() == Errno.ESRCH || e.errno() == Errno.EINVAL || e.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw new UnavailableException("cannot watch the process " + pid, e);
        }
        // the descriptor first: what has the right start time after that is the process it stands for
        if (of(pid).filter(this::equals).isEmpty()) {
            pidFd.close();
            return Optional.empty();
        }
        return Optional.of(new AdoptedProcess(pidFd));
    }
}
