// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.UnavailableException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program that shims of the first generation run for each event: it drops a file into the spool.
 *
 * @param program for {@code -containerd-binary}
 */
record Publisher(Path program) {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final Set<PosixFilePermission> ONLY_OURS = PosixFilePermissions.fromString("rwx------");
    private static final Duration CHECK = Duration.ofSeconds(5);
    private static final int TRIES = 20;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final String ADVICE =
            "; is it mounted noexec? Set 'root' in etc/io.longshore.runtime.linux.cfg to a directory with programs allowed";

    /**
     * Arguments as containerd's {@code publish} has them: {@code --address SPOOL publish --topic T --namespace NS}. A shim runs it
     * four times in the life of a task, while the task's calls are under way, so it starts as few processes as can be: none but
     * itself for what nobody reads. A pid is used again, so a name may be taken by what an earlier one has left.
     */
    private static final String SCRIPT = """
            #!/bin/sh
            # Written by Longshore; keeps the exit that a containerd-shim tells until Longshore takes it.
            case "$5" in
            /tasks/exit) ;;
            *) exit 0 ;;
            esac
            umask 077
            set -C
            n=0
            until [ ! -e "$2/$$-$n.event" ] && { true >"$2/.$$-$n"; } 2>/dev/null
            do
                n=$((n + 1))
                [ "$n" -lt 100 ] || exit 1
            done
            if { printf '%s\\n%s\\n' "$5" "$7" && cat; } >>"$2/.$$-$n"
            then exec mv "$2/.$$-$n" "$2/$$-$n.event"
            fi
            rm -f "$2/.$$-$n"
            exit 1
            """;

    /**
     * Writes it, and sees whether it can be executed there: a shim that cannot would lose its events without a word. Only
     * one that could gets its name, so one of an earlier run is only looked at; also of that the kernel says if its file system has
     * no programs any more.
     *
     * @throws UnavailableException if it cannot
     */
    static Publisher install(Path rootDirectory) {
        Path program = rootDirectory.resolve(".publish");
        if (isInstalled(program)) {
            return new Publisher(program);
        }
        try {
            Files.createDirectories(rootDirectory, PosixFilePermissions.asFileAttribute(ONLY_OURS));
            Path written = rootDirectory.resolve(".publish.new");
            Files.writeString(written, SCRIPT);
            Files.setPosixFilePermissions(written, ONLY_OURS);
            new Publisher(written).check(CHECK);
            Files.move(written, program, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UnavailableException("cannot write " + program, e);
        }
        return new Publisher(program);
    }

    private static boolean isInstalled(Path program) {
        try {
            return Files.isExecutable(program)
                    && Files.getPosixFilePermissions(program, LinkOption.NOFOLLOW_LINKS)
                            .equals(ONLY_OURS)
                    && Files.readString(program).equals(SCRIPT);
        } catch (IOException e) {
            LOG.debug("{} is written anew", program, e);
            return false;
        }
    }

    void check(Duration timeout) {
        Process process = start();
        try {
            if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new UnavailableException(program + " did not end within " + timeout + ADVICE);
            }
            if (process.exitValue() != 0) {
                throw new UnavailableException(program + " ended with status " + process.exitValue() + ADVICE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted while " + program + " was tried", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * Other threads start processes, too: each holds for a moment all that this one has open, perhaps the program while it was
     * written, and what is open for writing is not executed.
     */
    private Process start() {
        for (int left = TRIES - 1; ; left--) {
            try {
                return startOnce();
            } catch (IOException e) {
                if (left == 0) {
                    throw new UnavailableException(program + " cannot be executed" + ADVICE, e);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancelledException("interrupted while " + program + " was tried", e);
                }
            }
        }
    }

    private Process startOnce() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program.toString(), "--check")
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        return builder.start();
    }
}
