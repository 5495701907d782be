// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files that containerd keeps in a bundle about its shim; other tools look for them there. */
final class V1Files {
    private static final String PID = "shim.pid";
    private static final String ADDRESS = "address";
    private static final Logger LOG = LoggerFactory.getLogger(V1Files.class);

    private V1Files() {}

    static void write(Path bundle, long pid, String address) {
        try {
            replace(bundle.resolve(PID), String.valueOf(pid));
            replace(bundle.resolve(ADDRESS), address);
        } catch (IOException e) {
            throw new UnavailableException("cannot write into the bundle " + bundle, e);
        }
    }

    private static void replace(Path file, String content) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName());
        Files.writeString(temporary, content);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Only a hint: the process may be another one by now. */
    static Optional<Integer> readPid(Path bundle) {
        try {
            return Optional.of(Integer.valueOf(
                            Files.readString(bundle.resolve(PID)).strip()))
                    .filter(pid -> pid > 0);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | NumberFormatException e) {
            LOG.warn("{} in {} cannot be read; looking at all processes instead", PID, bundle, e);
            return Optional.empty();
        }
    }
}
