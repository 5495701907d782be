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
    /**
     * What a task is created with.
     *
     * @param isNew whether there was none of an earlier task of this name; what follows is appended to one
     */
    record Output(Path file, boolean isNew) {
        Stdio stdio() {
            return Stdio.toFile(file);
        }

        /** When there is no task after all. What an earlier one wrote stays. */
        void undo() {
            if (isNew) {
                delete(file);
            }
        }
    }

    Output open(TaskName name) {
        Path file = file(name);
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            // the shim would make it readable for all
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return new Output(file, true);
        } catch (FileAlreadyExistsException e) {
            return new Output(file, false);
        } catch (IOException e) {
            throw new UnavailableException("a file for the output cannot be made", e);
        }
    }

    void remove(TaskName name) {
        Path file = file(name);
        delete(file);
        delete(OutputSweep.before(file));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UnavailableException("the output " + file.getFileName() + " cannot be deleted", e);
        }
    }

    /** Neither name can hold the comma. */
    private Path file(TaskName name) {
        return directory.resolve(name.namespace() + "," + name.id() + ".log");
    }
}
