// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the frames of a segment one after the other, as far as they are written. What is damaged is passed over, and said.
 *
 * <p>Not a channel: those close when their thread is interrupted, and listeners may do as they like with theirs.
 */
final class SegmentReader implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentReader.class);
    private static final int CHUNK = 64 << 10;

    private final Segment segment;
    private final RandomAccessFile file;
    private byte[] buffer = new byte[CHUNK];
    private long bufferStart;
    private int bufferLength;
    private long position = Segment.HEADER;
    private long intactEnd = Segment.HEADER;
    private long sequence;
    private int payloadLength;

    SegmentReader(Segment segment) throws IOException {
        this.segment = segment;
        this.sequence = segment.first() - 1;
        this.file = new RandomAccessFile(segment.file().toFile(), "r");
        if (segment.end() >= Segment.HEADER && has(0, Segment.HEADER) && Segment.isNewer(buffer)) {
            position = Long.MAX_VALUE;
        }
    }

    Segment segment() {
        return segment;
    }

    /** Where the last frame ends that was read. */
    long intactEnd() {
        return intactEnd;
    }

    /** Whether this is a segment of a format that only a newer version knows. */
    boolean isNewer() {
        return position == Long.MAX_VALUE;
    }

    /** The number of the frame that {@link #next} went to; before the first, one less than that of the segment. */
    long sequence() {
        return sequence;
    }

    Instant time() {
        return Frame.time(buffer, at(intactEnd - payloadLength - Frame.HEADER));
    }

    /** Where in {@link #buffer} the payload begins. */
    int payloadOffset() {
        return at(intactEnd - payloadLength);
    }

    int payloadLength() {
        return payloadLength;
    }

    byte[] buffer() {
        return buffer;
    }

    /** Goes to the next intact frame; false if there is none yet. */
    boolean next() throws IOException {
        long limit = segment.end();
        if (isNewer() || position >= limit) {
            return false;
        }
        long damaged = position;
        if (!intact(position, limit)) {
            position = behindDamage(damaged, limit);
            if (segment.reportDamage(damaged)) {
                LOG.warn(
                        "{} is damaged: the {} bytes from {} on are left out{}",
                        segment.file(),
                        position - damaged,
                        damaged,
                        position == limit ? ", they are its last" : "");
            }
            if (position == limit) {
                return false;
            }
        }
        int start = at(position);
        payloadLength = Frame.payload(buffer, start);
        sequence = Frame.sequence(buffer, start);
        position += Frame.HEADER + payloadLength;
        intactEnd = position;
        return true;
    }

    private long behindDamage(long damaged, long limit) throws IOException {
        // mostly the length is still right; going by it first also leaves out what only looks like a frame in a
        // payload. But a
        // wrong length may lead to a frame as well: only if just one number is left out is it certainly the next
        int length = has(damaged, Frame.HEADER) ? Frame.payload(buffer, at(damaged)) : -1;
        long next = damaged + Frame.HEADER + length;
        if (length >= 0 && intact(next, limit) && Frame.sequence(buffer, at(next)) == sequence + 2) {
            return next;
        }
        for (long candidate = damaged + 1; candidate + Frame.HEADER <= limit; candidate++) {
            if (intact(candidate, limit)) {
                return candidate;
            }
        }
        return limit;
    }

    /** Afterwards the whole frame is in the buffer. */
    private boolean intact(long start, long limit) throws IOException {
        if (start + Frame.HEADER > limit || !has(start, Frame.HEADER)) {
            return false;
        }
        int length = Frame.payload(buffer, at(start));
        if (length < 0 || start + Frame.HEADER + length > limit || !has(start, Frame.HEADER + length)) {
            return false;
        }
        return Frame.sequence(buffer, at(start)) > sequence && Frame.intact(buffer, at(start), length);
    }

    private int at(long filePosition) {
        return (int) (filePosition - bufferStart);
    }

    private boolean has(long start, int length) throws IOException {
        if (start >= bufferStart && start + length <= bufferStart + bufferLength) {
            return true;
        }
        if (length > buffer.length) {
            buffer = new byte[length];
        }
        file.seek(start);
        bufferStart = start;
        bufferLength = 0;
        // what is behind the end may yet be written anew
        int wanted = (int) Math.min(buffer.length, segment.end() - start);
        while (bufferLength < wanted) {
            int count = file.read(buffer, bufferLength, wanted - bufferLength);
            if (count < 0) {
                break;
            }
            bufferLength += count;
        }
        return length <= bufferLength;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
