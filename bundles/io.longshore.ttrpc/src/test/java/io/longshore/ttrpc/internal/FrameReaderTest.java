// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.ttrpc.TtrpcException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

    private final List<String> seen = new ArrayList<>();
    private final FrameReader reader = new FrameReader(new FrameHandler() {
        @Override
        public void header(Frame.Header header) {
            seen.add("header " + header.streamId());
        }

        @Override
        public void frame(Frame.Header header, byte[] data) {
            seen.add("frame " + header.streamId() + " of " + data.length + " ending in "
                    + (data.length == 0 ? "nothing" : data[data.length - 1]));
        }

        @Override
        public void oversized(Frame.Header header) {
            seen.add("oversized " + header.streamId());
        }

        @Override
        public void ended(TtrpcException cause) {
            throw new AssertionError("a reader does not end connections", cause);
        }
    });

    private static ByteBuffer header(int length, int stream) {
        return ByteBuffer.allocate(10)
                .putInt(length)
                .putInt(stream)
                .put((byte) 1)
                .put((byte) 0)
                .flip();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 9, 10, 11, 64, 1000, 65_536, 6_000_000})
    void framesAreTheSameHoweverTheBytesArrive(int piece) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] data = new byte[200_000];
        new Random(1).nextBytes(data);
        int stream = 1;
        for (int length : new int[] {0, 1, 65_536, 65_537, 200_000, Frame.MAX_DATA + 1, 3}) {
            bytes.writeBytes(header(length, stream).array());
            bytes.writeBytes(length <= data.length ? java.util.Arrays.copyOf(data, length) : new byte[length]);
            stream += 2;
        }
        byte[] all = bytes.toByteArray();

        for (int from = 0; from < all.length; from += piece) {
            reader.read(ByteBuffer.wrap(all, from, Math.min(piece, all.length - from)));
        }

        assertThat(seen)
                .containsExactly(
                        "header 1",
                        "frame 1 of 0 ending in nothing",
                        "header 3",
                        "frame 3 of 1 ending in " + data[0],
                        "header 5",
                        "frame 5 of 65536 ending in " + data[65_535],
                        "header 7",
                        "frame 7 of 65537 ending in " + data[65_536],
                        "header 9",
                        "frame 9 of 200000 ending in " + data[199_999],
                        "header 11",
                        "oversized 11",
                        "header 13",
                        "frame 13 of 3 ending in " + data[2]);
        assertThat(reader.isMidFrame()).isFalse();
    }

    @Test
    void headerIsHandledBeforeItsDataArrives() {
        reader.read(header(Frame.MAX_DATA, 7));

        assertThat(seen).containsExactly("header 7");
        assertThat(reader.isMidFrame()).isTrue();
    }

    @Test
    void streamIdIsUnsigned() {
        reader.read(header(0, -1));

        assertThat(seen).first().isEqualTo("header 4294967295");
    }

    @ParameterizedTest
    @ValueSource(ints = {Frame.MAX_SKIPPED + 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void lengthPastWhatIsSkippedIsAViolation(int length) {
        assertThatThrownBy(() -> reader.read(header(length, 1))).isInstanceOf(TtrpcException.class);
        assertThat(seen).isEmpty();
    }
}
