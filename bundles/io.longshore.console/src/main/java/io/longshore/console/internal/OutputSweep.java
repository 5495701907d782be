// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.api.InvalidArgumentException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the outputs of tasks that were created here from filling the disk. One that has grown too large becomes that of before
 * ({@code .1}), and begins anew; only the last of it is kept, as it may have grown without bounds since the sweep before. A
 * shim keeps its file open and appends to it, so the file cannot be renamed: it is copied, and cut off. Outputs of containers
 * that are gone are deleted.
 */
final class OutputSweep {
    private static final Logger LOG = LoggerFactory.getLogger(OutputSweep.class);
    private static final String SUFFIX = ".log";
    private static final String BEFORE = ".1";
    private static final String PARTIAL = ".part";
    private static final FileAttribute<?> FOR_US_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path directory;
    private final long mostBytes;
    private final Predicate<TaskName> isThere;

    /** @param isThere whether there is still a container, or a task, of this name */
    OutputSweep(Path directory, long mostBytes, Predicate<TaskName> isThere) {
        this.directory = directory;
        this.mostBytes = mostBytes;
        this.isThere = isThere;
    }

    /** Called again and again. */
    void sweep() {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                sweep(file);
            }
        } catch (ClosedByInterruptException e) {
            LOG.debug("the console stops", e);
        } catch (IOException | RuntimeException e) {
            // the executor would end the schedule
            LOG.warn("the outputs in {} are not bounded this time", directory, e);
        }
    }

    private void sweep(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        int end = name.indexOf(SUFFIX);
        TaskName task = end < 0 ? null : taskOf(name.substring(0, end));
        if (task == null || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!isThere.test(task)) {
            Files.deleteIfExists(file);
        } else if (name.endsWith(SUFFIX) && Files.size(file) > mostBytes) {
            cutOff(file);
        }
    }

    /** Where that is which was cut off. */
    static Path before(Path file) {
        return file.resolveSibling(file.getFileName() + BEFORE);
    }

    private void cutOff(Path file) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + PARTIAL);
        try {
            // of a sweep that was cut short
            Files.deleteIfExists(partial);
            copyEnd(file, partial);
            Files.move(partial, before(file), StandardCopyOption.ATOMIC_MOVE);
            FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                    .close();
        } catch (NoSuchFileException e) {
            LOG.debug("{} was deleted meanwhile", file, e);
        }
    }

    private void copyEnd(Path file, Path copy) throws IOException {
        try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                FileChannel to = FileChannel.open(
                        copy, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FOR_US_ONLY)) {
            long end = from.size();
            long next = Math.max(0, end - mostBytes);
            while (next < end) {
                long copied = from.transferTo(next, end - next, to);
                if (copied == 0) {
                    // somebody else has cut it off
                    return;
                }
                next += copied;
            }
        }
    }

    /** Null for a file that is not ours. */
    private static @Nullable TaskName taskOf(String name) {
        String[] parts = name.split(",", -1);
        try {
            return parts.length == 2 ? TaskName.of(parts[0], parts[1]) : null;
        } catch (InvalidArgumentException e) {
            return null;
        }
    }
}
