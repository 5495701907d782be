// SPDX-License-Identifier: Apache-2.0
package io.longshore.access;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Set;

/**
 * Opens a file whose path may be in the hands of somebody else: from the root on, each name is opened in the directory that
 * was opened before, and none may be a symbolic link. Whoever renames something meanwhile changes nothing of that.
 */
public final class PathWithoutLinks {
    /** It is no file, or there is a symbolic link on the way to it. */
    public static final class NotAFileException extends IOException {
        private static final long serialVersionUID = 1L;

        NotAFileException(String message) {
            super(message);
        }
    }

    /** Asked before the file is opened, with both of what is open and not of what may have their names by then. */
    @FunctionalInterface
    public interface Check {
        /**
         * @param directory the one that the file is opened in; whoever cannot write to it cannot exchange the file
         * @param file the file
         */
        void check(PosixFileAttributes directory, PosixFileAttributes file) throws IOException;
    }

    private PathWithoutLinks() {}

    /**
     * Opens it for reading; the caller closes it.
     *
     * @throws NoSuchFileException if it is not there
     * @throws NotAFileException if it is no file, if there is a symbolic link on the way, or if the path is not absolute
     */
    public static SeekableByteChannel open(Path file) throws IOException {
        return open(file, (directory, attributes) -> {});
    }

    /**
     * As {@link #open(Path)}, if the check throws nothing. What it has seen of the file is true of the one that is opened as long
     * as only those can write to the directory who may have either.
     */
    public static SeekableByteChannel open(Path file, Check check) throws IOException {
        if (!file.isAbsolute() || !file.equals(file.normalize()) || file.getFileName() == null) {
            throw new NotAFileException("no plain absolute path");
        }
        try (DirectoryStream<Path> root = Files.newDirectoryStream(file.getRoot())) {
            return open(secure(root), file, 0, check);
        }
    }

    private static SeekableByteChannel open(SecureDirectoryStream<Path> directory, Path file, int index, Check check)
            throws IOException {
        Path name = file.getName(index);
        if (index == file.getNameCount() - 1) {
            return open(directory, name, check);
        }
        try (SecureDirectoryStream<Path> next = enter(directory, name)) {
            return open(next, file, index + 1, check);
        }
    }

    private static SecureDirectoryStream<Path> enter(SecureDirectoryStream<Path> directory, Path name)
            throws IOException {
        if (!attributes(directory, name).isDirectory()) {
            throw new NotAFileException(name + " is no directory");
        }
        return directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    }

    private static SeekableByteChannel open(SecureDirectoryStream<Path> directory, Path name, Check check)
            throws IOException {
        // asked before, since the opening of a pipe would wait for somebody who writes to it
        PosixFileAttributes found = attributes(directory, name);
        if (!found.isRegularFile()) {
            throw new NotAFileException(name + " is no file");
        }
        check.check(directory.getFileAttributeView(PosixFileAttributeView.class).readAttributes(), found);
        return directory.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    private static PosixFileAttributes attributes(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        return directory
                .getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    /** They all are on Linux. */
    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        throw new IOException("this system cannot open files in a directory that is open");
    }
}
