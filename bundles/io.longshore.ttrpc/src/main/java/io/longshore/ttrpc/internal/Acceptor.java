// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc.internal;

import io.longshore.ttrpc.TtrpcException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening socket and the connections that came through it. */
public final class Acceptor implements IoLoop.Member, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final IoLoop loop;
    private final ServerSocketChannel channel;
    private final Path socket;
    private final ServerSide side;
    private final Set<ServerStreams> connections = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Object inode;
    private volatile @Nullable UserPrincipal owner;

    private Acceptor(IoLoop loop, ServerSocketChannel channel, Path socket, ServerSide side) {
        this.loop = loop;
        this.channel = channel;
        this.socket = socket;
        this.side = side;
    }

    public static Acceptor bind(IoLoop loop, Path socket, ServerSide side) throws IOException {
        UnixDomainSocketAddress address = SocketPath.address(socket);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        Acceptor acceptor = new Acceptor(loop, channel, socket, side);
        try {
            channel.bind(address);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        try {
            acceptor.open();
        } catch (IOException | TtrpcException e) {
            acceptor.close();
            throw e;
        }
        return acceptor;
    }

    private void open() throws IOException {
        inode = inode();
        owner = Files.getOwner(socket);
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        channel.configureBlocking(false);
        // until here anyone might have connected
        for (SocketChannel early = channel.accept(); early != null; early = channel.accept()) {
            early.close();
        }
        loop.register(channel, this).interestOps(SelectionKey.OP_ACCEPT);
        loop.wakeup();
    }

    @Override
    public void ready(SelectionKey key, ByteBuffer scratch) {
        try {
            for (SocketChannel accepted = channel.accept(); accepted != null; accepted = channel.accept()) {
                serve(accepted);
            }
        } catch (ClosedChannelException e) {
            LOG.debug("ttrpc server {} closed while accepting", socket, e);
        } catch (IOException e) {
            LOG.warn("ttrpc server {} cannot accept, it will try again", socket, e);
            key.interestOps(0);
            var unused = loop.timers().schedule(RETRY_NANOS, () -> acceptAgain(key));
        }
    }

    @Override
    public void loopClosed() {
        close();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            if (inode != null && Objects.equals(inode, inode())) {
                Files.delete(socket);
            }
        } catch (IOException e) {
            LOG.warn("socket {} of a ttrpc server could not be removed", socket, e);
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("ttrpc server {} did not close cleanly", socket, e);
        }
        loop.wakeup();
        connections.forEach(ServerStreams::close);
    }

    private void serve(SocketChannel accepted) throws IOException {
        if (!isOwn(accepted)) {
            accepted.close();
            return;
        }
        ServerStreams streams = new ServerStreams(loop, accepted, side, connections::remove);
        connections.add(streams);
        try {
            streams.open();
        } catch (TtrpcException e) {
            LOG.debug("ttrpc server {} lost a client at once", socket, e);
        }
        // close() may have looked before this one was added
        if (closed.get()) {
            streams.close();
        }
    }

    /** The mode of the socket keeps other users from it, but not root of another user namespace, nor one who owned it before. */
    private boolean isOwn(SocketChannel accepted) {
        try {
            UserPrincipal peer =
                    accepted.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
            if (peer.equals(owner)) {
                return true;
            }
            LOG.warn("ttrpc server {} is not for {}, who has connected", socket, peer);
        } catch (IOException e) {
            LOG.debug("ttrpc server {} lost a client at once", socket, e);
        }
        return false;
    }

    private static void acceptAgain(SelectionKey key) {
        try {
            key.interestOps(SelectionKey.OP_ACCEPT);
        } catch (CancelledKeyException e) {
            LOG.debug("ttrpc server closed before it could accept again", e);
        }
    }

    private @Nullable Object inode() throws IOException {
        return Files.exists(socket)
                ? Files.readAttributes(socket, BasicFileAttributes.class).fileKey()
                : null;
    }
}
