// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.ContainerId;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.UnavailableException;
import io.longshore.posix.Errno;
import io.longshore.posix.PidFd;
import io.longshore.posix.Posix;
import io.longshore.posix.PosixException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commands of the OCI runtime about one container, which an earlier JVM has left behind. */
final class StrayCommands {
    private static final int KILL = 9;
    private static final Logger LOG = LoggerFactory.getLogger(StrayCommands.class);

    private final Path proc;
    private final Posix posix;

    StrayCommands(Path proc, Posix posix) {
        this.proc = proc;
        this.posix = posix;
    }

    /** Kills them, and returns when they are gone. */
    void end(Path runtimeRoot, ContainerId id, TimeLeft timeLeft) {
        List<PidFd> found = find(runtimeRoot, id);
        try {
            for (PidFd command : found) {
                LOG.warn("killing process {}, which an earlier run has left behind", command.pid());
                kill(command);
            }
            for (PidFd command : found) {
                await(command, timeLeft);
            }
        } finally {
            found.forEach(PidFd::close);
        }
    }

    private static void kill(PidFd command) {
        try {
            command.sendSignal(KILL);
        } catch (PosixException e) {
            if (e.errno() != Errno.ESRCH) {
                throw new UnavailableException("cannot kill process " + command.pid(), e);
            }
        }
    }

    private List<PidFd> find(Path runtimeRoot, ContainerId id) {
        List<PidFd> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                if (isOne(process, runtimeRoot, id)) {
                    hold(process, runtimeRoot, id, found);
                }
            }
            return found;
        } catch (IOException e) {
            found.forEach(PidFd::close);
            throw new UnavailableException("cannot list " + proc, e);
        } catch (RuntimeException e) {
            found.forEach(PidFd::close);
            throw e;
        }
    }

    /** Looks once more when it is held: its pid may have become another's. */
    private void hold(Path process, Path runtimeRoot, ContainerId id, List<PidFd> found) {
        try {
            PidFd held = posix.pidfdOpen(Integer.parseInt(process.getFileName().toString()));
            if (isOne(process, runtimeRoot, id)) {
                found.add(held);
            } else {
                held.close();
            }
        } catch (PosixException e) {
            if (e.errno() != Errno.ESRCH) {
                throw new UnavailableException("cannot hold on to " + process, e);
            }
        }
    }

    private static boolean isOne(Path process, Path runtimeRoot, ContainerId id) {
        String line;
        try {
            line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // it ended meanwhile
            return false;
        }
        return line.contains("\0--root\0" + runtimeRoot + "\0") && line.endsWith("\0" + id + "\0");
    }

    private static void await(PidFd command, TimeLeft timeLeft) {
        try {
            command.exited().toCompletableFuture().get(timeLeft.get().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new DeadlineExceededException("process " + command.pid() + " was killed and is not gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted while waiting for process " + command.pid() + " to end", e);
        } catch (ExecutionException e) {
            throw new UnavailableException("cannot wait for process " + command.pid(), e);
        }
    }
}
