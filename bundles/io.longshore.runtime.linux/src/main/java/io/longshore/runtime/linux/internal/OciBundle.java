// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.UnavailableException;
import io.longshore.api.containers.OciSpec;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directories of one task: the OCI bundle, and the work directory that outlives it. */
record OciBundle(Path directory, Path workDirectory) {
    static final String CONFIG = "config.json";

    /** Within about four minutes. */
    static final int ATTEMPTS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(OciBundle.class);

    /** Files that are there once a shim, and a container, were started. */
    private static final List<String> TRACES = List.of("shim.pid", "init.pid", "shim.log", "shim-binary-path");

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

    /** @throws AlreadyExistsException if it is there: somebody else's */
    void createDirectory() {
        create(directory, "rwx------");
    }

    /** Writes the bundle into its directory. */
    void write(OciSpec spec) {
        OptionalLong rootGroup = spec.mappedRootGroup();
        try {
            DirectoryTree.create(rootfs(), "rwx--x--x");
            Files.writeString(directory.resolve(CONFIG), spec.toJson());
            Files.setPosixFilePermissions(directory.resolve(CONFIG), PosixFilePermissions.fromString("rw-------"));
            if (rootGroup.isPresent()) {
                Files.setAttribute(directory, "unix:gid", Math.toIntExact(rootGroup.getAsLong()));
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x---"));
            }
        } catch (IOException | ArithmeticException e) {
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

    /** Whether anything was ever started from the bundle. */
    boolean wasUsed() {
        return TRACES.stream().anyMatch(name -> Files.exists(directory.resolve(name)));
    }

    /**
     * Removes the bundle; absent is fine. What is in {@code rootfs} is not removed, unless it is an empty directory or an
     * empty file, as runc makes them to mount upon: anything more is somebody's data, mounted there in a way not seen here.
     *
     * @throws UnavailableException if something is mounted in there, or is in {@code rootfs}, or the disk refuses
     */
    void deleteDirectory() {
        List<Path> mounted = MountTable.below(directory);
        if (!mounted.isEmpty()) {
            throw new UnavailableException("cannot remove the bundle " + directory + ": " + mounted.get(0)
                    + " is still mounted; unmount it and delete the task again");
        }
        try {
            DirectoryTree.deleteEmpty(rootfs());
            DirectoryTree.delete(directory);
        } catch (DirectoryNotEmptyException e) {
            throw new UnavailableException(
                    "cannot remove the bundle " + directory + ": there is something in " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UnavailableException("cannot remove the bundle " + directory, e);
        }
    }

    /**
     * Removes the work directory with the task's record; absent is fine. It has a hidden name when this returns, under which the
     * next start finds it if this process ends first, or if it cannot be removed.
     *
     * @param later where that is tried again, as it takes a descriptor, and there may be none left now
     * @param whenFree runs when the id can be used again, while the record still exists under a hidden name: if this process
     *     ends there, the next one finds it
     */
    void deleteWorkDirectory(Later later, Runnable whenFree) {
        Optional<Path> hidden;
        try {
            hidden = DirectoryTree.hide(workDirectory);
        } catch (IOException e) {
            throw new UnavailableException("cannot remove the work directory " + workDirectory, e);
        }
        whenFree.run();
        hidden.ifPresent(left -> Retry.upTo(ATTEMPTS, later, () -> isDeleted(left)));
    }

    private static boolean isDeleted(Path hidden) {
        try {
            DirectoryTree.deleteNow(hidden);
            return true;
        } catch (IOException e) {
            LOG.warn("cannot remove {} now; that is tried again, for a while, and by the next start", hidden, e);
            return false;
        }
    }

    private static void create(Path directory, String mode) {
        try {
            DirectoryTree.ensure(directory.getParent(), "rwx--x--x");
            if (!Files.isDirectory(directory.getParent(), LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(directory.getParent() + ", a symbolic link");
            }
            DirectoryTree.create(directory, mode);
        } catch (FileAlreadyExistsException e) {
            throw new AlreadyExistsException(
                    "there is already " + e.getMessage() + ", and not of a task of this runtime; look who made it, or"
                            + " remove it",
                    e);
        } catch (IOException e) {
            throw new UnavailableException("cannot make the directory " + directory, e);
        }
    }
}
