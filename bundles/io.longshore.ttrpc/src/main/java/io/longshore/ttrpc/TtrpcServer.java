// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import io.longshore.ttrpc.internal.Acceptor;
import io.longshore.ttrpc.internal.ServerSide;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Serves ttrpc on a unix domain socket.
 *
 * <ul>
 *   <li>The socket has mode 0600. Whoever connects before the mode is set is dropped; keep the directory to yourself all the
 *       same.
 *   <li>A peer of another user than the one the socket belongs to is dropped as soon as it connects, by {@code SO_PEERCRED}.
 *   <li>An unknown method is answered {@link TtrpcCode#UNIMPLEMENTED}, a request over 4 MiB, or an answer,
 *       {@link TtrpcCode#RESOURCE_EXHAUSTED}; the connection lives on.
 *   <li>A peer that breaks the protocol loses its connection; others do not notice.
 *   <li>A peer that does not read its answers is not read from, until it does.
 * </ul>
 *
 * <p>Whoever bound the server closes it. Thread-safe.
 */
public final class TtrpcServer implements AutoCloseable {

    private final Acceptor acceptor;
    private final Path socket;

    private TtrpcServer(Acceptor acceptor, Path socket) {
        this.acceptor = acceptor;
        this.socket = socket;
    }

    /** As {@link #bind(TtrpcLoop, Path, Map, TtrpcLimits)}, with the default limits. */
    public static TtrpcServer bind(TtrpcLoop loop, Path socket, Map<TtrpcMethod, TtrpcHandler> handlers)
            throws IOException {
        return bind(loop, socket, handlers, TtrpcLimits.DEFAULT);
    }

    /**
     * Creates the socket and serves until closed.
     *
     * @param socket must not exist; its directory must
     * @param limits for each connection
     * @throws IllegalArgumentException if the path is longer than 106 bytes
     * @throws IOException if the socket cannot be made; {@link java.net.BindException} if the path is taken
     * @throws TtrpcException {@code CONNECTION_CLOSED} if the loop is closed
     */
    public static TtrpcServer bind(
            TtrpcLoop loop, Path socket, Map<TtrpcMethod, TtrpcHandler> handlers, TtrpcLimits limits)
            throws IOException {
        ServerSide side = new ServerSide(Map.copyOf(handlers), loop.executor(), limits);
        return new TtrpcServer(Acceptor.bind(loop.io(), socket, side), socket);
    }

    public Path socket() {
        return socket;
    }

    /**
     * Removes the socket and ends every connection. Handlers that are still at work are not waited for; what they answer is
     * dropped. Idempotent, does not block.
     */
    @Override
    public void close() {
        acceptor.close();
    }
}
