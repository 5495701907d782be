// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameTest {
    @Test
    void anyBytesComeBack() {
        Random random = new Random(1);
        for (int size = 0; size < 300; size++) {
            byte[] body = new byte[size];
            for (int i = 0; i < size; i++) {
                body[i] = (byte) (random.nextInt(3) == 0 ? 0xff : random.nextInt(256));
            }

            assertThat(Frame.body(Frame.of(body))).isEqualTo(body);
        }
    }

    @Test
    void noFlippedBitIsAccepted() {
        byte[] frame = Frame.of("a container".getBytes(StandardCharsets.UTF_8));

        for (int bit = 0; bit < frame.length * 8; bit++) {
            byte[] altered = frame.clone();
            altered[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(Frame.body(altered)).as("bit %d", bit).isNull();
        }
    }

    @Test
    void noPartOfAFrameIsAccepted() {
        byte[] frame = Frame.of("a container".getBytes(StandardCharsets.UTF_8));

        for (int length = 0; length < frame.length; length++) {
            assertThat(Frame.body(java.util.Arrays.copyOf(frame, length))).isNull();
        }
    }

    @Test
    void aScanFindsFramesBetweenRubbish() {
        byte[] one = Frame.of(new byte[] {1});
        byte[] two = Frame.of(new byte[] {2});
        byte[] bytes = ByteBuffer.allocate(one.length + two.length + 5)
                .put(new byte[] {-1, 'L', 'S', 1, 9})
                .put(one)
                .put(two)
                .array();

        Frame.Scan scan = Frame.scan(bytes);

        assertThat(scan.whole()).isFalse();
        assertThat(scan.bodies()).containsExactly(new byte[] {1}, new byte[] {2});
    }

    @Test
    void aFrameInsideAPayloadIsNotFoundWhenTheOuterOneIsDamaged() {
        byte[] forged = Frame.of("forged".getBytes(StandardCharsets.UTF_8));
        byte[] outer = Frame.of(forged);
        outer[5] ^= 1;

        assertThat(Frame.scan(outer).bodies()).isEmpty();
    }
}
