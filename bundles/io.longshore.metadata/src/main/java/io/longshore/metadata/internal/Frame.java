// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Bytes that can be found in a damaged file and that prove to be unaltered; drawn in the package comment. */
final class Frame {
    private static final byte ESCAPED = (byte) 0xff;
    private static final byte[] MAGIC = {ESCAPED, 'L', 'S', 1};
    private static final int HEADER = MAGIC.length + Integer.BYTES;

    private Frame() {}

    /** What a scan found, and whether it was nothing but frames. */
    record Scan(List<byte[]> bodies, boolean whole) {}

    static byte[] of(byte[] body) {
        byte[] sealed = Arrays.copyOf(body, body.length + Integer.BYTES);
        ByteBuffer.wrap(sealed).putInt(body.length, checksum(body, body.length));
        byte[] stuffed = stuff(sealed);
        return ByteBuffer.allocate(HEADER + stuffed.length)
                .put(MAGIC)
                .putInt(stuffed.length)
                .put(stuffed)
                .array();
    }

    /** The body, or null unless the bytes are exactly one intact frame. */
    static byte @Nullable [] body(byte[] frame) {
        return end(frame, 0) == frame.length ? bodyAt(frame, 0, frame.length) : null;
    }

    /** All intact frames, wherever they are. */
    static Scan scan(byte[] bytes) {
        List<byte[]> bodies = new ArrayList<>();
        boolean whole = true;
        int at = 0;
        while (at < bytes.length) {
            int end = end(bytes, at);
            byte[] body = end < 0 ? null : bodyAt(bytes, at, end);
            if (body == null) {
                whole = false;
                at++;
            } else {
                bodies.add(body);
                at = end;
            }
        }
        return new Scan(bodies, whole);
    }

    private static int end(byte[] bytes, int at) {
        if (bytes.length - at < HEADER || !Arrays.equals(bytes, at, at + MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return -1;
        }
        int length = ByteBuffer.wrap(bytes).getInt(at + MAGIC.length);
        return length < Integer.BYTES || length > bytes.length - at - HEADER ? -1 : at + HEADER + length;
    }

    private static byte @Nullable [] bodyAt(byte[] bytes, int start, int end) {
        byte[] sealed = new byte[end - start - HEADER];
        int size = 0;
        for (int at = start + HEADER; at < end; at++) {
            sealed[size++] = bytes[at];
            if (bytes[at] == ESCAPED && (++at == end || bytes[at] != 0)) {
                return null;
            }
        }
        int length = size - Integer.BYTES;
        if (length < 0 || ByteBuffer.wrap(sealed).getInt(length) != checksum(sealed, length)) {
            return null;
        }
        return Arrays.copyOf(sealed, length);
    }

    private static byte[] stuff(byte[] plain) {
        int escapes = 0;
        for (byte b : plain) {
            escapes += b == ESCAPED ? 1 : 0;
        }
        byte[] stuffed = new byte[plain.length + escapes];
        int at = 0;
        for (byte b : plain) {
            stuffed[at] = b;
            at += b == ESCAPED ? 2 : 1;
        }
        return stuffed;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
