// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.UnavailableException;
import io.longshore.api.containers.OciSpec;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;

/** The directories of one task: the OCI bundle, and the work directory that outlives it. */
record OciBundle(Path directory, Path workDirectory) {
    static final String CONFIG = "config.json";

    static OciBundle of(TaskKey key, RuntimeSettings settings) {
        return new OciBundle(
                settings.state()
                        .resolve(key.namespace().name())
                        .resolve(key.id().value()),
                settings.root().resolve(key.namespace().name()).resolve(key.id().value()));
    }

    Path rootfs() {
        return directory.resolve("rootfs");
    }

    /** @throws AlreadyExistsException if it is there: left by something that could not be cleaned up */
    void createWorkDirectory() {
        create(workDirectory, "rwx--x--x");
    }

    /** @throws AlreadyExistsException if it is there: left by something that could not be cleaned up */
    void createDirectory(OciSpec spec) {
        OptionalLong rootGroup = spec.mappedRootGroup();
        create(directory, "rwx------");
        try {
            DirectoryTree.create(rootfs(), "rwx--x--x");
            Files.writeString(directory.resolve(CONFIG), spec.toJson());
            Files.setPosixFilePermissions(directory.resolve(CONFIG), PosixFilePermissions.fromString("rw-------"));
            if (rootGroup.isPresent()) {
                Files.setAttribute(directory, "unix:gid", Math.toIntExact(rootGroup.getAsLong()));
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x---"));
            }
        } catch (IOException e) {
            throw new UnavailableException("cannot write the bundle " + directory, e);
        }
    }

    /** The specification it was made of. */
    OciSpec spec() {
        try {
            return OciSpec.parse(Files.readString(directory.resolve(CONFIG)));
        } catch (IOException e) {
            throw new UnavailableException("cannot read the bundle " + directory, e);
        }
    }

    /**
     * Removes both directories, and their namespaces' if these are empty then. Absent is fine.
     *
     * @throws UnavailableException if something is mounted in there, or the disk refuses
     */
    void delete() {
        requireNothingMounted();
        try {
            DirectoryTree.delete(directory);
            DirectoryTree.delete(workDirectory);
        } catch (IOException e) {
            throw new UnavailableException("cannot remove the bundle " + directory, e);
        }
    }

    private void requireNothingMounted() {
        var mounted = MountTable.below(directory);
        if (!mounted.isEmpty()) {
            throw new UnavailableException("cannot remove the bundle " + directory + ": " + mounted.get(0)
                    + " is still mounted; unmount it and delete the task again");
        }
    }

    private static void create(Path directory, String mode) {
        try {
            DirectoryTree.ensure(directory.getParent(), "rwx--x--x");
            DirectoryTree.create(directory, mode);
        } catch (FileAlreadyExistsException e) {
            throw new AlreadyExistsException(
                    "the directory " + directory + " is left over from an earlier task; a restart cleans it up", e);
        } catch (IOException e) {
            throw new UnavailableException("cannot make the directory " + directory, e);
        }
    }
}
