// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Making and removing directories of exact modes. */
final class DirectoryTree {
    private static final Pattern HIDDEN = Pattern.compile("\\..+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

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
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    /**
     * Removes a directory with all that is in it; absent is fine. It first gets a hidden name, so that a crash leaves
     * nothing that looks like a task; if it cannot be removed it has its own again, so that this can be repeated. Symbolic
     * links are removed, not followed. The caller has made sure that nothing is mounted inside.
     */
    static void delete(Path directory) throws IOException {
        Optional<Path> hidden = hide(directory);
        if (hidden.isEmpty()) {
            return;
        }
        try {
            deleteNow(hidden.get());
        } catch (IOException e) {
            try {
                Files.move(hidden.get(), directory, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    /** Gives a directory a hidden name beside its own; empty if it is absent. */
    static Optional<Path> hide(Path directory) throws IOException {
        Path hidden = directory.resolveSibling("." + directory.getFileName() + "-" + UUID.randomUUID());
        try {
            Files.move(directory, hidden, StandardCopyOption.ATOMIC_MOVE);
            return Optional.of(hidden);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whether a name is one that {@link #hide} gives. */
    static boolean isHidden(Path directory) {
        return HIDDEN.matcher(directory.getFileName().toString()).matches();
    }

    /**
     * Removes a directory in which there is nothing but directories and empty files; absent is fine.
     *
     * @throws DirectoryNotEmptyException if there is more, which is left as it is
     */
    static void deleteEmpty(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.toList()) {
                BasicFileAttributes attributes =
                        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (!attributes.isDirectory() && !(attributes.isRegularFile() && attributes.size() == 0)) {
                    throw new DirectoryNotEmptyException(path.toString());
                }
            }
        }
        deleteNow(directory);
    }

    /** As {@link #delete}, without the hidden name. */
    static void deleteNow(Path directory) throws IOException {
        try {
            // which takes no descriptor, of which there may be none left
            Files.delete(directory);
            return;
        } catch (DirectoryNotEmptyException e) {
            // as most are
        }
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
}
