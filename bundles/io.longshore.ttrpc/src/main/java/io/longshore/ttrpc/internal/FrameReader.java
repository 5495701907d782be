// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts a stream of bytes into frames. Memory grows with what has arrived, never with what a header claims. */
final class FrameReader {

    private static final int FIRST_PIECE = 64 << 10;
    private static final byte[] NOTHING = {};

    private final FrameHandler handler;
    private final byte[] headerBytes = new byte[Frame.HEADER_LENGTH];
    private int headerFill;
    private Frame.@Nullable Header header;
    private byte[] data = NOTHING;
    private long taken;

    FrameReader(FrameHandler handler) {
        this.handler = handler;
    }

    boolean isMidFrame() {
        return headerFill > 0;
    }

    /** @throws io.longshore.ttrpc.TtrpcException if the bytes break the protocol; the reader is of no use then */
    void read(ByteBuffer in) {
        while (true) {
            Frame.Header current = header;
            if (current == null) {
                if (!fillHeader(in)) {
                    return;
                }
                current = Frame.Header.decode(headerBytes);
                if (current.length() > Frame.MAX_SKIPPED) {
                    throw Failures.violation("the peer announced a frame of " + current.length() + " bytes");
                }
                handler.header(current);
                header = current;
            }
            if (!(current.isOversized() ? skip(current, in) : fillData(current, in))) {
                return;
            }
            byte[] complete = data;
            header = null;
            headerFill = 0;
            data = NOTHING;
            taken = 0;
            if (current.isOversized()) {
                handler.oversized(current);
            } else {
                handler.frame(current, complete);
            }
        }
    }

    private boolean fillHeader(ByteBuffer in) {
        int count = Math.min(in.remaining(), headerBytes.length - headerFill);
        in.get(headerBytes, headerFill, count);
        headerFill += count;
        return headerFill == headerBytes.length;
    }

    private boolean skip(Frame.Header current, ByteBuffer in) {
        int count = (int) Math.min(in.remaining(), current.length() - taken);
        in.position(in.position() + count);
        taken += count;
        return taken == current.length();
    }

    private boolean fillData(Frame.Header current, ByteBuffer in) {
        int length = (int) current.length();
        while (taken < length && in.hasRemaining()) {
            if (taken == data.length) {
                data = Arrays.copyOf(data, Math.min(length, Math.max(FIRST_PIECE, data.length * 2)));
            }
            int count = Math.min(in.remaining(), data.length - (int) taken);
            in.get(data, (int) taken, count);
            taken += count;
        }
        return taken == length;
    }
}
