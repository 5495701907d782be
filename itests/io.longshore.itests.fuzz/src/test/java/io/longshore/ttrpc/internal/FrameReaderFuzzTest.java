// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.longshore.ttrpc.TtrpcException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Any bytes, cut anywhere: the same frames as uncut, each as long as its header says, or a violation at the same place. */
class FrameReaderFuzzTest {
    /** What was understood of the bytes, in order, and whether they broke the protocol at last. */
    private static final class Recorded implements FrameHandler {
        final List<String> seen = new ArrayList<>();

        @Override
        public void header(Frame.Header header) {
            seen.add("header " + header);
        }

        @Override
        public void frame(Frame.Header header, byte[] data) {
            assertThat(header.length()).isEqualTo(data.length).isLessThanOrEqualTo(Frame.MAX_DATA);
            seen.add("frame " + header + Arrays.hashCode(data));
        }

        @Override
        public void oversized(Frame.Header header) {
            assertThat(header.length()).isGreaterThan(Frame.MAX_DATA).isLessThanOrEqualTo(Frame.MAX_SKIPPED);
            seen.add("oversized " + header);
        }

        @Override
        public void ended(TtrpcException cause) {
            throw new AssertionError("a reader does not end connections", cause);
        }
    }

    @FuzzTest
    void framesAreTheSameHoweverTheBytesArrive(FuzzedDataProvider data) {
        int piece = data.consumeInt(1, 64);
        byte[] bytes = data.consumeRemainingAsBytes();

        assertThat(read(bytes, piece)).isEqualTo(read(bytes, Math.max(1, bytes.length)));
    }

    private static List<String> read(byte[] bytes, int piece) {
        Recorded recorded = new Recorded();
        FrameReader reader = new FrameReader(recorded);
        try {
            for (int from = 0; from < bytes.length; from += piece) {
                reader.read(ByteBuffer.wrap(bytes, from, Math.min(piece, bytes.length - from)));
            }
            recorded.seen.add(reader.isMidFrame() ? "in the middle" : "between two");
        } catch (TtrpcException e) {
            assertThat(e.kind()).isEqualTo(TtrpcException.Kind.PROTOCOL_VIOLATION);
            recorded.seen.add("violation");
        }
        return recorded.seen;
    }
}
