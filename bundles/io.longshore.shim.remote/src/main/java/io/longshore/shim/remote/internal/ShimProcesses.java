// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.UnavailableException;
import io.longshore.posix.Errno;
import io.longshore.posix.PidFd;
import io.longshore.posix.Posix;
import io.longshore.posix.PosixException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Finds shims that an earlier run started, by their command line: only a shim for this socket has the socket's path, which
 * holds a hash, among its arguments. So neither a reused pid nor a foreign process is ever taken for it. Whatever cannot be
 * read is an {@link UnavailableException}: that a shim does not run is said only if that is certain.
 */
final class ShimProcesses {
    /** There is no such process, or the pid is one thread of another by now. */
    private static final Set<Errno> NO_PROCESS = EnumSet.of(Errno.ESRCH, Errno.EINVAL, Errno.ENOENT);

    private static final Pattern PID = Pattern.compile("[1-9][0-9]*");

    private final Path proc;
    private final Posix posix;

    ShimProcesses(Path proc, Posix posix) {
        this.proc = proc;
        this.posix = posix;
    }

    /** The shim for this socket; the pid is a hint. */
    Optional<ShimProcess> find(Optional<Integer> pid, Path socket) {
        Optional<ShimProcess> hinted = pid.flatMap(known -> of(known, socket));
        if (hinted.isPresent()) {
            return hinted;
        }
        List<ShimProcess> all = all(socket);
        all.stream().skip(1).forEach(ShimProcess::close);
        return all.stream().findFirst();
    }

    /** The shim for this socket, if the process of this pid is it. */
    Optional<ShimProcess> of(int pid, Path socket) {
        return of(pid, serves(socket));
    }

    private static Predicate<List<String>> serves(Path socket) {
        return arguments -> arguments.contains(V1Command.address(socket));
    }

    private Optional<ShimProcess> of(int pid, Predicate<List<String>> arguments) {
        PidFd pidFd;
        try {
            pidFd = posix.pidfdOpen(pid);
        } catch (PosixException e) {
            if (NO_PROCESS.contains(e.errno())) {
                return Optional.empty();
            }
            throw new UnavailableException("cannot watch the process " + pid, e);
        }
        // the descriptor first: what has the right arguments after that is the process it stands for
        boolean kept = false;
        try {
            kept = has(pid, arguments);
            return kept ? Optional.of(new AdoptedProcess(pidFd)) : Optional.empty();
        } catch (PosixException e) {
            kept = false;
            throw new UnavailableException("cannot watch the process " + pid, e);
        } finally {
            if (!kept) {
                pidFd.close();
            }
        }
    }

    /** Every shim for this socket; reads the command lines of all processes. */
    List<ShimProcess> all(Path socket) {
        return all(serves(socket));
    }

    /** Every process with such arguments. */
    List<ShimProcess> all(Predicate<List<String>> arguments) {
        List<ShimProcess> found = new ArrayList<>();
        try {
            for (int pid : pids()) {
                if (has(pid, arguments)) {
                    of(pid, arguments).ifPresent(found::add);
                }
            }
            return found;
        } catch (RuntimeException e) {
            found.forEach(ShimProcess::close);
            throw e;
        }
    }

    private List<Integer> pids() {
        List<Integer> pids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (PID.matcher(name).matches()) {
                    pids.add(Integer.valueOf(name));
                }
            }
            return pids;
        } catch (IOException | DirectoryIteratorException e) {
            throw new UnavailableException("cannot read " + proc, e);
        }
    }

    /** Whether a process has such arguments; not, if it has ended. */
    boolean has(int pid, Predicate<List<String>> arguments) {
        Path process = proc.resolve(String.valueOf(pid));
        try {
            String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            return arguments.test(List.of(line.split("\0")));
        } catch (NoSuchFileException e) {
            // it ended meanwhile
            return false;
        } catch (IOException e) {
            if (Files.notExists(process, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            throw new UnavailableException("cannot read the command line of the process " + pid, e);
        }
    }
}
