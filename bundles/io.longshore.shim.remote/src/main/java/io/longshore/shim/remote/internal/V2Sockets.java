// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.shim.ShimLaunch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets of shims of the second generation, which choose them themselves, and leave them when they are killed. */
final class V2Sockets {
    private static final Logger LOG = LoggerFactory.getLogger(V2Sockets.class);
    private static final Path DIRECTORY = Path.of("/run/containerd/s");

    private V2Sockets() {}

    /**
     * Where a shim made with containerd's library listens: known also where nothing was written down, as when the start of a shim
     * was cut off, or after a restart of the host.
     */
    static Path expected(ShimLaunch launch) {
        Path named = Path.of(V2Command.address(launch), launch.namespace().name(), name(launch))
                .normalize();
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(named.toString().getBytes(StandardCharsets.UTF_8));
            return DIRECTORY.resolve(HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** What the task has its socket by: the name of its group, or its own. */
    static String name(ShimLaunch launch) {
        return launch.group().isEmpty() ? launch.id().value() : launch.group();
    }

    /** Of a shim that is not there any more. Only a socket is removed: where it is, the shim has said. */
    static void remove(Path socket) {
        try {
            if (isSocket(socket)) {
                Files.deleteIfExists(socket);
            }
        } catch (IOException e) {
            throw new UnavailableException("cannot remove the socket " + socket, e);
        }
    }

    private static boolean isSocket(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        boolean socket = (mode & 0170000) == 0140000;
        if (!socket) {
            LOG.warn("{} is no socket; it stays as it is", path);
        }
        return socket;
    }
}
