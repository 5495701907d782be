// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * Opens a file whose path may be in the hands of somebody else: from the root on, each name is opened in the directory that
 * was opened before, and none may be a symbolic link. Whoever renames something meanwhile changes nothing of that.
 */
final class PathWithoutLinks {
    /** It is no file, or there is a symbolic link on the way to it. */
    static final class NotAFileException extends IOException {
        private static final long serialVersionUID = 1L;

        NotAFileException(String message) {
            super(message);
        }
    }

    private PathWithoutLinks() {}

    /** @throws NoSuchFileException if it is not there */
    static SeekableByteChannel open(Path file) throws IOException {
        if (!file.isAbsolute() || !file.equals(file.normalize()) || file.getFileName() == null) {
            throw new NotAFileException("no plain absolute path");
        }
        try (DirectoryStream<Path> root = Files.newDirectoryStream(file.getRoot())) {
            return open(secure(root), file, 0);
        }
    }

    private static SeekableByteChannel open(SecureDirectoryStream<Path> directory, Path file, int index)
            throws IOException {
        Path name = file.getName(index);
        if (index == file.getNameCount() - 1) {
            return open(directory, name);
        }
        try (SecureDirectoryStream<Path> next = enter(directory, name)) {
            return open(next, file, index + 1);
        }
    }

    private static SecureDirectoryStream<Path> enter(SecureDirectoryStream<Path> directory, Path name)
            throws IOException {
        if (!attributes(directory, name).isDirectory()) {
            throw new NotAFileException(name + " is no directory");
        }
        return directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    }

    private static SeekableByteChannel open(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        // asked before, since the opening of a pipe would wait for somebody who writes to it
        if (!attributes(directory, name).isRegularFile()) {
            throw new NotAFileException(name + " is no file");
        }
        return directory.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    private static BasicFileAttributes attributes(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        return directory
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
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
