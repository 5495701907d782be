// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.posix.Fd;
import io.longshore.posix.Posix;
import io.longshore.posix.PosixException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens what a {@link io.longshore.api.runtime.Stdio} names; nothing of it waits for anybody. */
final class StreamEnds {
    private static final String FILE = "file://";
    private static final String FIFO = "fifo://";
    private static final int TYPE = 0170000;
    private static final int TYPE_FIFO = 0010000;
    private static final int TYPE_DEVICE = 0020000;

    private StreamEnds() {}

    /** The logger that takes all output, if that is what it names. */
    static @Nullable URI logger(String stdout) {
        if (!stdout.startsWith("binary://")) {
            return null;
        }
        try {
            return new URI(stdout);
        } catch (URISyntaxException e) {
            throw new InvalidArgumentException("this is no URI of a logger: " + stdout, e);
        }
    }

    /** @throws FailedPreconditionException if it cannot be opened */
    static Target target(Posix posix, String name) {
        if (name.isEmpty()) {
            return Nowhere.INSTANCE;
        }
        if (name.startsWith(FILE)) {
            return FileTarget.make(Path.of(name.substring(FILE.length())));
        }
        Path path = path(name);
        return switch (type(path)) {
            // with both ends open here it has a reader for ever, whoever comes and goes
            case TYPE_FIFO -> new FdTarget(open(posix, path, Fd.Access.READ_WRITE));
            case TYPE_DEVICE -> new FdTarget(open(posix, path, Fd.Access.WRITE));
            default -> FileTarget.open(path);
        };
    }

    /** @throws FailedPreconditionException if it cannot be opened */
    static Fd source(Posix posix, String name) {
        return open(posix, path(name), Fd.Access.READ);
    }

    /** Keeps a FIFO that is open to be read from ending; null for what is none. */
    static @Nullable Fd holder(Posix posix, String name) {
        Path path = path(name);
        return type(path) == TYPE_FIFO ? open(posix, path, Fd.Access.WRITE) : null;
    }

    private static Path path(String name) {
        if (name.startsWith(FIFO)) {
            return Path.of(name.substring(FIFO.length()));
        }
        if (!name.startsWith("/")) {
            throw new InvalidArgumentException(
                    "a stream must be a path, or a URI with fifo, file or (for output) binary, not " + name);
        }
        return Path.of(name);
    }

    private static Fd open(Posix posix, Path path, Fd.Access access) {
        try {
            return posix.open(path, access);
        } catch (PosixException e) {
            throw new FailedPreconditionException("cannot open " + path + " as a stream of a process", e);
        }
    }

    private static int type(Path path) {
        try {
            return (int) Files.getAttribute(path, "unix:mode") & TYPE;
        } catch (IOException e) {
            throw new FailedPreconditionException("there is no " + path + " to be a stream of a process", e);
        }
    }
}
