// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import com.google.protobuf.ByteString;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** The other end of a connection, in the hands of a test: it says what it is told to, in frames or not. */
final class ScriptedPeer implements AutoCloseable {

    static final byte REQUEST = 1;
    static final byte RESPONSE = 2;
    static final byte DATA = 3;

    final SocketChannel channel;

    private ScriptedPeer(SocketChannel channel) {
        this.channel = channel;
    }

    record Frame(int length, int stream, byte type, byte flags, ByteString data) {}

    static ServerSocketChannel listen(Path socket) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        return listener;
    }

    static ScriptedPeer accept(ServerSocketChannel listener) throws IOException {
        return new ScriptedPeer(listener.accept());
    }

    static ScriptedPeer connect(Path socket) throws IOException {
        return new ScriptedPeer(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    static byte[] frame(int stream, int type, byte... data) {
        return frame(data.length, stream, type, 0, data);
    }

    static byte[] frame(int length, int stream, int type, int flags, byte... data) {
        return ByteBuffer.allocate(10 + data.length)
                .putInt(length)
                .putInt(stream)
                .put((byte) type)
                .put((byte) flags)
                .put(data)
                .array();
    }

    void write(byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    Frame read() throws IOException {
        ByteBuffer header = read(10);
        int length = header.getInt();
        return new Frame(length, header.getInt(), header.get(), header.get(), ByteString.copyFrom(read(length)));
    }

    /** Whether the other side has hung up; what it said before is dropped. */
    boolean seesEnd() throws IOException {
        ByteBuffer rest = ByteBuffer.allocate(64 << 10);
        while (channel.read(rest.clear()) >= 0) {
            rest.flip();
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private ByteBuffer read(int length) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(length);
        while (in.hasRemaining()) {
            if (channel.read(in) < 0) {
                throw new EOFException("after " + in.position() + " of " + length + " bytes");
            }
        }
        return in.flip();
    }
}
