// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Where the output goes of a task that nobody watches: {@code longshore/output/<namespace>/<id>.log} in Karaf's data directory. */
final class DataFile {
    private DataFile() {}

    /** A new one, which only we can read; that of an earlier task of this id is gone. */
    static Path output(Namespace namespace, ContainerId id) {
        Path top = Path.of(System.getProperty("karaf.data", System.getProperty("java.io.tmpdir")))
                .toAbsolutePath()
                .resolve("longshore/output");
        Path file = top.resolve(namespace.name()).resolve(id.value() + ".log");
        try {
            Files.createDirectories(
                    file.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.deleteIfExists(file);
            return Files.createFile(
                    file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            throw new UnavailableException("there is no place for the output in " + file.getParent() + ": " + e, e);
        }
    }
}
