// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Making and removing directories of exact modes. */
final class DirectoryTree {
    private DirectoryTree() {}

    /** Makes a directory that must not exist, with this mode whatever the umask. */
    static void create(Path directory, String mode) throws IOException {
        Files.createDirectory(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
    }

    /** As {@link #create}, with its parents in the same mode; those that exist stay as they are. */
    static void ensure(Path directory, String mode) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            ensure(parent, mode);
        }
        try {
            create(directory, mode);
        } catch (java.nio.file.FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    /**
     * Removes a directory with all that is in it; absent is fine. It first gets a hidden name, so that a crash leaves
     * nothing that looks like a task. Symbolic links are removed, not followed. The caller has made sure that nothing is
     * mounted inside.
     */
    static void delete(Path directory) throws IOException {
        Path hidden = directory.resolveSibling("." + directory.getFileName() + "-" + UUID.randomUUID());
        try {
            Files.move(directory, hidden, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return;
        }
        deleteNow(hidden);
    }

    /** As {@link #delete}, without the hidden name. */
    static void deleteNow(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Removes a directory if it is empty; it is not an error if it is not, or is gone. */
    static void deleteIfEmpty(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory);
        } catch (java.nio.file.DirectoryNotEmptyException e) {
            return;
        }
    }
}
