// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.support;

import io.longshore.api.runtime.TaskInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is still there of tasks that lived in a directory: processes that name it in their command line or work in it, mounts
 * below it, and cgroups and files of tasks.
 */
public final class Leftovers {
    private static final long PUBLISHER_SECONDS = 10;
    private static final String PUBLISHER = "/.publish --address";
    private static final String DYING = ", which has no command line";
    /** The field of a line of mountinfo. */
    private static final int MOUNT_POINT = 4;

    private final Path directory;

    public Leftovers(Path directory) {
        this.directory = directory;
    }

    /**
     * One line each, for a message; empty if nothing is left. The program that a shim runs for each event may outlive it by a
     * moment, and is waited for.
     */
    public List<String> find(Path state, Path root) {
        return find(state, root, Set.of(), path -> false);
    }

    /** The same without what belongs to these tasks: their shims with their sockets, their directories, mounts and cgroups. */
    public List<String> findBeside(Path state, Path root, Collection<TaskInfo> tasks) {
        List<Path> sockets = sockets(state);
        Set<Long> shims = tasks.stream().map(TaskInfo::shimPid).collect(Collectors.toSet());
        // those of the second generation listen elsewhere
        long listening =
                tasks.stream().filter(task -> task.shimKind().equals("v1")).count();
        List<Path> own = tasks.stream()
                .map(task -> Path.of(task.namespace().name(), task.id().value()))
                .toList();
        return find(
                state,
                root,
                shims,
                path -> own.stream().anyMatch(part -> isOf(part, path, state, root))
                        || (sockets.size() <= listening && sockets.contains(path)));
    }

    private static boolean isOf(Path task, Path path, Path state, Path root) {
        return path.startsWith(state.resolve(task))
                || path.startsWith(root.resolve(task))
                || path.startsWith(state.resolve(".runc").resolve(task))
                || path.endsWith(Path.of("longshore").resolve(task));
    }

    private List<String> find(Path state, Path root, Set<Long> shims, Predicate<Path> isExplained) {
        List<String> found = new ArrayList<>(processesThatStay(shims));
        found.addAll(mounts(isExplained));
        found.addAll(files(state, isExplained));
        found.addAll(files(root, isExplained));
        NamespaceCgroups.of(directory.getFileName().toString()).stream()
                .filter(isExplained.negate())
                .forEach(group -> found.add("cgroup " + group));
        return found;
    }

    /**
     * Sockets of shims of the second generation, which choose a name that is made of these.
     *
     * @param names of tasks, or of groups of tasks
     */
    public static List<String> sockets(Path state, String namespace, Collection<String> names) {
        List<String> found = new ArrayList<>();
        for (String name : names) {
            Path socket = socket(state.resolve(".events").resolve(namespace).resolve(name));
            if (Files.exists(socket)) {
                found.add("socket " + socket + " of " + name);
            }
        }
        return found;
    }

    private static Path socket(Path hashed) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(hashed.toString().getBytes(StandardCharsets.UTF_8));
            return Path.of("/run/containerd/s", HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    private static List<Path> sockets(Path state) {
        Path directory = state.resolve(".sockets");
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> sockets = Files.list(directory)) {
            return sockets.toList();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + directory, e);
        }
    }

    /** While they are waited for, a shim that lives may start the next publisher. */
    private List<String> processesThatStay(Set<Long> shims) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PUBLISHER_SECONDS);
        while (true) {
            awaitWhatEnds();
            List<String> found = processes(shims);
            if (found.stream().noneMatch(line -> line.contains(PUBLISHER) || line.endsWith(DYING))
                    || System.nanoTime() > deadline) {
                return found;
            }
        }
    }

    private List<String> processes(Set<Long> shims) {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                String line = commandLine(process);
                if (!isOurs(pid(process))
                        && !shims.contains(pid(process))
                        && (line.contains(directory.toString()) || worksIn(process))) {
                    found.add("process " + process.getFileName() + (line.isEmpty() ? DYING : ": " + line));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read /proc", e);
        }
        return found;
    }

    /** Publishers, and what has given back its memory, and its working directory not yet. */
    private void awaitWhatEnds() {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                String line = commandLine(process);
                if (line.isEmpty()
                        ? worksIn(process)
                        : line.contains(directory.toString()) && line.contains(PUBLISHER)) {
                    awaitEnd(pid(process));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read /proc", e);
        }
    }

    /** This process, or one that waits for it. */
    private static boolean isOurs(long pid) {
        return Stream.iterate(
                        Optional.of(ProcessHandle.current()),
                        Optional::isPresent,
                        process -> process.flatMap(ProcessHandle::parent))
                .anyMatch(process -> process.get().pid() == pid);
    }

    private static long pid(Path process) {
        return Long.parseLong(process.getFileName().toString());
    }

    private static void awaitEnd(long pid) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isPresent()) {
            try {
                process.get().onExit().get(PUBLISHER_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException("the process " + pid + ", which was to end, does not", e);
            }
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ')
                    .strip();
        } catch (IOException e) {
            // it ended meanwhile, which is what is wanted
            return "";
        }
    }

    private boolean worksIn(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).startsWith(directory);
        } catch (IOException e) {
            // it ended meanwhile, or is a kernel thread
            return false;
        }
    }

    private List<String> mounts(Predicate<Path> isExplained) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return lines.filter(line -> line.contains(directory.toString()))
                    .filter(line -> !isExplained.test(Path.of(line.split(" ", -1)[MOUNT_POINT])))
                    .map(line -> "mount " + line)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the mounts", e);
        }
    }

    /** Files and directories of tasks; those of Longshore itself have names that begin with a dot. */
    private static List<String> files(Path top, Predicate<Path> isExplained) {
        if (!Files.isDirectory(top)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(top)) {
            return paths.filter(path -> !path.equals(top))
                    .filter(path -> isOfTask(top.relativize(path)) && !isExplained.test(path))
                    .map(path -> "file " + path)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + top, e);
        }
    }

    private static boolean isOfTask(Path relative) {
        String first = relative.getName(0).toString();
        if (first.equals(".sockets") || first.equals(".runc")) {
            // an empty directory per namespace stays
            return relative.getNameCount() > (first.equals(".runc") ? 2 : 1);
        }
        // the directory of a namespace stays; an event that nobody has taken yet is no leftover
        return !first.startsWith(".") && relative.getNameCount() > 1;
    }
}
