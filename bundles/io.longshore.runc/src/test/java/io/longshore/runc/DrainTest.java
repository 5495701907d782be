// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrainTest {
    private static final int LIMIT = 10_000;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 9_999, 10_000, 10_001, 16_384, 20_000, 123_457})
    void theLastBytesAreKeptInOrder(int size) throws InterruptedException {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + i / 256);
        }

        Drain drain = Drain.start(new ByteArrayInputStream(bytes), LIMIT, "longshore-test-drain");

        assertThat(drain.await(PATIENCE)).isTrue();
        int kept = Math.min(size, LIMIT);
        assertThat(drain.tail()).isEqualTo(Arrays.copyOfRange(bytes, size - kept, size));
        assertThat(drain.complete()).isEqualTo(size <= LIMIT);
    }

    @Test
    void aStreamThatStaysOpenIsNotComplete() throws IOException, InterruptedException {
        Drain drain;
        try (PipedOutputStream writer = new PipedOutputStream()) {
            drain = Drain.start(new PipedInputStream(writer), LIMIT, "longshore-test-drain");

            assertThat(drain.await(1_000_000)).isFalse();
            assertThat(drain.complete()).isFalse();
        }

        assertThat(drain.await(PATIENCE)).isTrue();
        assertThat(drain.complete()).isTrue();
    }

    @Test
    void whatCameBeforeABreakIsKept() throws InterruptedException {
        InputStream breaking = new PipedInputStream(); // not connected: its first read fails
        InputStream stream = new SequenceInputStream(new ByteArrayInputStream(new byte[] {1, 2, 3}), breaking);

        Drain drain = Drain.start(stream, LIMIT, "longshore-test-drain");

        assertThat(drain.await(PATIENCE)).isTrue();
        assertThat(drain.tail()).containsExactly(1, 2, 3);
        assertThat(drain.complete()).isFalse();
    }
}
