// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Stdio;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Where tasks write that are created here. For Karaf's user only: what a container prints may be secret. */
record OutputDirectory(Path directory) {
    Stdio newFile(TaskName name) {
        Path file = file(name);
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            // the shim would make it readable for all
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // of an earlier task of this name; what follows is appended
            return Stdio.toFile(file);
        } catch (IOException e) {
            throw new UnavailableException("a file for the output cannot be made", e);
        }
        return Stdio.toFile(file);
    }

    void remove(TaskName name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            throw new UnavailableException("the output of " + name.id() + " cannot be deleted", e);
        }
    }

    /** Neither name can hold the comma. */
    private Path file(TaskName name) {
        return directory.resolve(name.namespace() + "," + name.id() + ".log");
    }
}
