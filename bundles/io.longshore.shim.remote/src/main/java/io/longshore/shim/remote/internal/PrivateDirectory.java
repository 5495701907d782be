// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A directory that nobody else can enter. */
final class PrivateDirectory {
    private PrivateDirectory() {}

    /**
     * @param directory in one that is ours
     * @throws FailedPreconditionException if something else has its name
     */
    static Path ensure(Path directory) {
        try {
            Files.createDirectories(directory);
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                    || !Files.getOwner(directory).equals(Files.getOwner(directory.getParent()))) {
                throw new FailedPreconditionException(
                        directory + " is a symbolic link, or not of who owns the directory it is in; remove it");
            }
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            return directory;
        } catch (IOException e) {
            throw new UnavailableException("cannot make the directory " + directory, e);
        }
    }
}
