// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import io.longshore.api.FailedPreconditionException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the runtime's binary, anew for each call: it may be installed, or moved by an update, while we run. */
final class RuncBinary {
    /** Debian's runc is in /usr/sbin, which is not on the PATH of a root shell opened by a plain {@code su}. */
    private static final List<String> SYSTEM_DIRECTORIES = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

    private static final String CONFIGURE = "set the key 'runtime' in etc/io.longshore.runtime.linux.cfg to its path";

    private final String binary;
    private final List<String> directories = new ArrayList<>();

    /** @param searchPath as the environment variable PATH; null if that is not set */
    RuncBinary(String binary, @Nullable String searchPath) {
        this.binary = binary;
        if (searchPath != null) {
            directories.addAll(List.of(searchPath.split(":", -1)));
        }
        directories.addAll(SYSTEM_DIRECTORIES);
    }

    /** What people call it: {@code runc}. */
    String name() {
        return binary.substring(binary.lastIndexOf('/') + 1);
    }

    /** @throws FailedPreconditionException if there is no such binary, or it cannot be executed, saying what to do */
    Path locate() {
        try {
            return binary.indexOf('/') >= 0 ? checked(Path.of(binary)) : searched();
        } catch (InvalidPathException e) {
            throw new FailedPreconditionException(
                    "the name of the OCI runtime is not a path: " + CONFIGURE + ", or remove it to use runc", e);
        }
    }

    private Path checked(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new FailedPreconditionException(
                    "the OCI runtime " + path + " does not exist: " + install() + ", or " + CONFIGURE);
        }
        if (!Files.isExecutable(path)) {
            throw new FailedPreconditionException("the OCI runtime " + path
                    + " cannot be executed by this user: make it executable (chmod 755 " + path + "), or " + CONFIGURE);
        }
        return path.toAbsolutePath();
    }

    private Path searched() {
        List<Path> candidates = directories.stream()
                // an empty or relative entry of PATH means the current directory, where nobody should plant a runtime
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, binary))
                .filter(Files::isRegularFile)
                .toList();
        Optional<Path> executable =
                candidates.stream().filter(Files::isExecutable).findFirst();
        if (executable.isPresent()) {
            return executable.get();
        }
        if (!candidates.isEmpty()) {
            return checked(candidates.get(0));
        }
        throw new FailedPreconditionException(
                "the OCI runtime '" + binary + "' is not on the PATH: " + install() + ", or " + CONFIGURE);
    }

    private String install() {
        return "install it (runc: 'apt-get install runc' on Debian and Ubuntu, 'dnf install runc' on Fedora)";
    }
}
