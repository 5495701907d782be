// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.api.LongshoreException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes on what is appended to an output, as fast as the browser reads, until its task is deleted. */
final class OutputFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutputFollower.class);
    private static final int MOST_BYTES = 64 * 1024;

    /** At a time: the thread is the only clock, and a browser may read as fast as a task writes. */
    static final int MOST_PIECES = 16;

    /** @param next where it goes on, in bytes, so that a page can go on there when the connection broke */
    record Piece(String text, long next) {}

    private final OutputFile file;
    private final BooleanSupplier taskIsThere;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private long next;
    private boolean closed;

    OutputFollower(OutputFile file, long from, BooleanSupplier taskIsThere) {
        this.file = file;
        this.next = from;
        this.taskIsThere = taskIsThere;
    }

    /** Called again and again, on the scheduler's thread. */
    void readInto(EventPipe pipe) {
        try {
            // asked before: what is written until the deletion is read by then
            boolean there = taskIsThere.getAsBoolean();
            for (int i = 0; i < MOST_PIECES && pipe.hasRoom(); i++) {
                Piece piece = more();
                if (piece.text().isEmpty()) {
                    if (!there) {
                        pipe.end("deleted");
                    }
                    return;
                }
                pipe.offer("output", piece);
            }
        } catch (LongshoreException e) {
            LOG.debug("an output cannot be followed any more", e);
            pipe.end("unreadable");
        }
    }

    /** A character whose last bytes are not there yet waits for them. */
    private synchronized Piece more() {
        if (closed) {
            return new Piece("", next);
        }
        if (file.size() < next) {
            // it was cut off, to save space
            next = 0;
        }
        ByteBuffer bytes = ByteBuffer.wrap(file.read(next, MOST_BYTES));
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        decoder.reset().decode(bytes, text, false);
        next += bytes.position();
        return new Piece(text.flip().toString(), next);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            file.close();
        }
    }
}
