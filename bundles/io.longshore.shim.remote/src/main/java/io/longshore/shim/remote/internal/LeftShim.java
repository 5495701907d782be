// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shim that a task has left, and another one may have. It is a file in the bundle of the latter: the process in the first line,
 * where it listens in the rest.
 */
record LeftShim(ProcessIdentity process, Path socket) {
    private static final String PREFIX = ".left.";
    private static final Logger LOG = LoggerFactory.getLogger(LeftShim.class);

    /** What a bundle has; nothing if it is not there. */
    static List<LeftShim> in(Path bundle) {
        List<LeftShim> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(bundle, PREFIX + "*")) {
            for (Path file : files) {
                read(file).ifPresent(found::add);
            }
            return found;
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | DirectoryIteratorException e) {
            throw new UnavailableException("cannot read the bundle " + bundle, e);
        }
    }

    private static Optional<LeftShim> read(Path file) throws IOException {
        String text;
        try {
            text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            LOG.debug("{} was dealt with meanwhile", file, e);
            return Optional.empty();
        }
        int end = text.indexOf('\n');
        try {
            Path socket = Path.of(text.substring(end + 1));
            return ProcessIdentity.parse(text.substring(0, Math.max(0, end)), file)
                    .map(process -> new LeftShim(process, socket));
        } catch (InvalidPathException e) {
            LOG.warn("{} does not say where a shim listens; it is passed over", file, e);
            return Optional.empty();
        }
    }

    String fileName() {
        return PREFIX + process.pid() + "." + process.startTime();
    }

    String text() {
        return process.text() + "\n" + socket;
    }
}
