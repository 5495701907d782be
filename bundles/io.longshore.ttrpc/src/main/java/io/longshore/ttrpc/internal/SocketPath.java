// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc.internal;

import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Paths that fit into a socket address. */
final class SocketPath {

    private static final int MAX_BYTES = 106;

    private SocketPath() {}

    static UnixDomainSocketAddress address(Path socket) {
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "socket path of " + length + " bytes, at most " + MAX_BYTES + " are possible: " + socket);
        }
        return UnixDomainSocketAddress.of(socket);
    }
}
