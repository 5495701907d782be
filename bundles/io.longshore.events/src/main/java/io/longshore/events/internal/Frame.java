// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.events.LongshoreEvent;
import java.time.Instant;
import java.util.zip.CRC32C;

/** A record of a segment; see the package comment for its bytes. */
final class Frame {
    static final int MARKER = 0x9e1c5ef7;
    static final int HEADER = 32;
    static final int MAX_PAYLOAD = 16 << 20;

    private static final int LENGTH = 4;
    private static final int CRC = 8;
    private static final int SEQUENCE = 12;

    private Frame() {}

    /** Appends a frame, or throws and leaves {@code out} as it was. */
    static void append(ByteSink out, long sequence, Instant time, LongshoreEvent event) {
        int start = out.length();
        boolean complete = false;
        try {
            out.u32(MARKER).u32(0).u32(0).u64(sequence).instant(time);
            EventCodec.encode(event, out);
            int payload = out.length() - start - HEADER;
            if (payload > MAX_PAYLOAD) {
                throw new InvalidArgumentException("the event has " + payload + " bytes, more than " + MAX_PAYLOAD);
            }
            out.putU32(start + LENGTH, payload);
            out.putU32(start + CRC, crc(out.array(), start, payload));
            complete = true;
        } finally {
            if (!complete) {
                out.truncate(start);
            }
        }
    }

    /** The checksum that the frame at {@code start} should have. */
    static int crc(byte[] bytes, int start, int payload) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, start + LENGTH, 4);
        crc.update(bytes, start + SEQUENCE, HEADER - SEQUENCE + payload);
        return (int) crc.getValue();
    }

    /** The length of the payload of what may be a frame; negative if it cannot be one. */
    static int payload(byte[] bytes, int start) {
        if (u32(bytes, start) != MARKER) {
            return -1;
        }
        int payload = u32(bytes, start + LENGTH);
        return payload > MAX_PAYLOAD ? -1 : payload;
    }

    static boolean intact(byte[] bytes, int start, int payload) {
        return u32(bytes, start + CRC) == crc(bytes, start, payload);
    }

    static long sequence(byte[] bytes, int start) {
        return u64(bytes, start + SEQUENCE);
    }

    static Instant time(byte[] bytes, int start) {
        return Instant.ofEpochSecond(u64(bytes, start + 20), u32(bytes, start + 28));
    }

    static int u32(byte[] bytes, int at) {
        return (bytes[at] << 24)
                | ((bytes[at + 1] & 0xff) << 16)
                | ((bytes[at + 2] & 0xff) << 8)
                | (bytes[at + 3] & 0xff);
    }

    static long u64(byte[] bytes, int at) {
        return ((long) u32(bytes, at) << 32) | (u32(bytes, at + 4) & 0xffffffffL);
    }
}
