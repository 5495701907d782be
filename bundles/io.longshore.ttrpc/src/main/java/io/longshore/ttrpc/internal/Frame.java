// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc.internal;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** The frame drawn in {@link io.longshore.ttrpc}. */
public final class Frame {

    public static final int HEADER_LENGTH = 10;
    public static final int MAX_DATA = 4 << 20;

    /** What is read past rather than refused, so that a too large message costs its call and not the connection. */
    static final int MAX_SKIPPED = 64 << 20;

    static final byte REQUEST = 1;
    static final byte RESPONSE = 2;
    static final byte DATA = 3;

    private static final int STREAM_AT = 4;

    private Frame() {}

    /** @param streamId 32 bits, unsigned */
    record Header(long length, long streamId, byte type, byte flags) {

        static Header decode(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            return new Header(
                    Integer.toUnsignedLong(in.getInt()), Integer.toUnsignedLong(in.getInt()), in.get(), in.get());
        }

        boolean isOversized() {
            return length > MAX_DATA;
        }

        boolean hasClientStream() {
            return (streamId & 1) == 1;
        }
    }

    /** The message must be at most {@link #MAX_DATA} long. */
    static ByteBuffer encode(long streamId, byte type, MessageLite message) {
        int length = message.getSerializedSize();
        byte[] bytes = new byte[HEADER_LENGTH + length];
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        frame.putInt(length).putInt((int) streamId).put(type).put((byte) 0).rewind();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes, HEADER_LENGTH, length);
            message.writeTo(out);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException("an array of the message's own size must hold it", e);
        }
        return frame;
    }

    static void setStream(ByteBuffer frame, long streamId) {
        frame.putInt(STREAM_AT, (int) streamId);
    }
}
