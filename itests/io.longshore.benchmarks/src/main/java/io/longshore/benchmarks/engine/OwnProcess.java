// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.engine;

import io.longshore.itests.support.NamespaceCgroups;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A process that was started for this run, directly or not. */
final class OwnProcess {
    /** Of a line of /proc/net/unix; the path is the last. */
    private static final int INODE = 6;

    private static final int PATH = 7;
    private static final long MOMENT_MILLIS = 100;

    private final ProcessHandle handle;

    OwnProcess(ProcessHandle handle) {
        this.handle = handle;
    }

    /** Those that name a directory or work in it, and those in the cgroups of a namespace; not this one. */
    static List<OwnProcess> of(Path directory, String namespace) throws IOException {
        Set<Long> inCgroups = NamespaceCgroups.processes(namespace);
        return ProcessHandle.allProcesses()
                .filter(process -> !process.equals(ProcessHandle.current()))
                .filter(process -> inCgroups.contains(process.pid()) || isIn(process.pid(), directory))
                .map(OwnProcess::new)
                .toList();
    }

    private static boolean isIn(long pid, Path directory) {
        Path process = Path.of("/proc", String.valueOf(pid));
        try {
            // with a zero behind each argument, and no argument that only begins like the directory
            String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            return line.contains(directory + "/")
                    || line.contains(directory + "\0")
                    || Files.readSymbolicLink(process.resolve("cwd")).startsWith(directory);
        } catch (IOException e) {
            // it has ended meanwhile
            return false;
        }
    }

    long pid() {
        return handle.pid();
    }

    /** Not another one that has got its pid since. */
    void kill() {
        handle.destroyForcibly();
    }

    /** For a moment only: one whose parent does not wait for it has ended and is still there. */
    void awaitEnd() {
        try {
            handle.onExit().get(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // who asks again finds it again if it still runs
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The files of the sockets at which it listens. */
    List<Path> sockets() throws IOException {
        Set<String> inodes = inodes();
        List<Path> paths = new ArrayList<>();
        try (Stream<String> lines = Files.lines(Path.of("/proc/net/unix"))) {
            lines.map(line -> line.strip().split(" +", -1))
                    .filter(fields -> fields.length > PATH && fields[PATH].startsWith("/"))
                    .filter(fields -> inodes.contains("socket:[" + fields[INODE] + "]"))
                    .forEach(fields -> paths.add(Path.of(fields[PATH])));
        }
        return paths;
    }

    private Set<String> inodes() {
        Set<String> inodes = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/" + pid() + "/fd"))) {
            for (Path descriptor : descriptors) {
                inodes.add(Files.readSymbolicLink(descriptor).toString());
            }
        } catch (IOException e) {
            // it has ended meanwhile
            return Set.of();
        }
        return inodes;
    }
}
