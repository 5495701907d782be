// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

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
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A shim that an earlier run started, held by a pidfd and known by its command line: only a shim for this socket has the
 * socket's path, which holds a hash, among its arguments. So neither a reused pid nor a foreign process is ever taken for it.
 */
final class AdoptedProcess implements ShimProcess {
    private static final int SIGKILL = 9;
    private static final Path PROC = Path.of("/proc");

    private final PidFd pidFd;

    private AdoptedProcess(PidFd pidFd) {
        this.pidFd = pidFd;
    }

    /** The shim for this socket, if the process of this pid is it. */
    static Optional<ShimProcess> of(int pid, Path socket, Posix posix) {
        PidFd pidFd;
        try {
            pidFd = posix.pidfdOpen(pid);
        } catch (PosixException e) {
            if (e.errno() == Errno.ESRCH) {
                return Optional.empty();
            }
            throw new UnavailableException("cannot watch the process " + pid, e);
        }
        // the descriptor first: what has the right arguments after that is the process it stands for
        if (hasArgument(pid, V1Command.address(socket))) {
            return Optional.of(new AdoptedProcess(pidFd));
        }
        pidFd.close();
        return Optional.empty();
    }

    /** Every shim for this socket; reads the command lines of all processes. */
    static List<ShimProcess> all(Path socket, Posix posix) {
        List<ShimProcess> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                int pid = Integer.parseInt(process.getFileName().toString());
                if (hasArgument(pid, V1Command.address(socket))) {
                    of(pid, socket, posix).ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + PROC, e);
        }
        return found;
    }

    private static boolean hasArgument(int pid, String argument) {
        try {
            String line =
                    Files.readString(PROC.resolve(String.valueOf(pid)).resolve("cmdline"), StandardCharsets.ISO_8859_1);
            return List.of(line.split("\0")).contains(argument);
        } catch (IOException e) {
            // it ended meanwhile
            return false;
        }
    }

    @Override
    public long pid() {
        return pidFd.pid();
    }

    @Override
    public CompletionStage<?> ended() {
        return pidFd.exited();
    }

    @Override
    public void kill() {
        try {
            pidFd.sendSignal(SIGKILL);
        } catch (PosixException e) {
            if (e.errno() != Errno.ESRCH) {
                throw new UnavailableException("cannot kill the shim with pid " + pid(), e);
            }
        }
    }

    @Override
    public void close() {
        pidFd.close();
    }
}
