// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets aside what is no event, so that it hides no other and can still be looked at. */
final class RejectedFiles {
    static final String PREFIX = ".rejected-";
    static final int KEPT = 100;

    private static final Logger LOG = LoggerFactory.getLogger(RejectedFiles.class);

    private final SpoolDirectory directory;

    RejectedFiles(SpoolDirectory directory) {
        this.directory = directory;
    }

    void setAside(Path file, Exception why) {
        Path rejected = file.resolveSibling(PREFIX + file.getFileName());
        try {
            Files.move(file, rejected, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            LOG.warn("{} is not an event of a shim; set aside as {}", file, rejected.getFileName(), why);
            forgetOldest();
        } catch (NoSuchFileException e) {
            LOG.debug("{} went away by itself", file, e);
        } catch (IOException | RuntimeException e) {
            e.addSuppressed(why);
            LOG.warn("{} is not an event of a shim, and cannot be set aside", file, e);
        }
    }

    private void forgetOldest() throws IOException {
        List<Path> all =
                directory.oldestFirst(file -> file.getFileName().toString().startsWith(PREFIX));
        for (Path oldest : all.subList(0, Math.max(0, all.size() - KEPT))) {
            try (Stream<Path> inIt = Files.walk(oldest)) {
                for (Path path : inIt.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
