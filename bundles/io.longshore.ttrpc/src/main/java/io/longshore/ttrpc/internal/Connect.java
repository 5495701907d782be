// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc.internal;

import io.longshore.ttrpc.TtrpcCode;
import io.longshore.ttrpc.TtrpcException;
import io.longshore.ttrpc.TtrpcException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Opens a connection. A unix socket whose listener is busy makes a non-blocking connect fail rather than wait, so this connect
 * blocks, and a timer closes the channel under it.
 */
public final class Connect {

    private Connect() {}

    public static SocketChannel to(Path socket, Duration timeout, IoLoop loop) {
        UnixDomainSocketAddress address = SocketPath.address(socket);
        SocketChannel channel = open();
        Timers.Timer timer = loop.timers().schedule(timeout.toNanos(), () -> close(channel));
        try {
            channel.connect(address);
        } catch (ClosedByInterruptException e) {
            throw new TtrpcException(
                    Kind.CANCELLED, TtrpcCode.CANCELLED, "interrupted while connecting to " + socket, e);
        } catch (ClosedChannelException e) {
            throw loop.isClosed() ? Failures.closed("the ttrpc loop is closed") : late(socket, timeout, e);
        } catch (IOException e) {
            close(channel);
            throw Failures.lost("cannot connect to " + socket, e);
        } finally {
            timer.cancel();
        }
        try {
            OwnUser.requirePeer(channel);
            return channel;
        } catch (ClosedChannelException e) {
            // by the timer, at the last moment
            throw late(socket, timeout, e);
        } catch (IOException e) {
            close(channel);
            throw Failures.stranger("whoever listens at " + socket + " is not talked to", e);
        }
    }

    private static TtrpcException late(Path socket, Duration timeout, IOException e) {
        return new TtrpcException(
                Kind.DEADLINE_EXCEEDED,
                TtrpcCode.DEADLINE_EXCEEDED,
                socket + " did not take the connection within " + timeout,
                e);
    }

    private static SocketChannel open() {
        try {
            return SocketChannel.open(StandardProtocolFamily.UNIX);
        } catch (IOException e) {
            throw Failures.lost("no unix socket can be opened", e);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
