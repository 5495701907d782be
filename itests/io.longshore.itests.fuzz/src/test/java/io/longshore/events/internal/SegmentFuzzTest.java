// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.longshore.api.events.EventRecord;
import io.longshore.itests.fuzz.Bounds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/**
 * A segment with frames whose checksum is right and whose content may be anything, and other bytes between: reading comes to
 * its end, and the numbers ascend; it finds each whole frame that no other bytes come before.
 */
class SegmentFuzzTest {
    @TempDir
    static Path directory;

    @FuzzTest
    void segmentIsReadToItsEnd(FuzzedDataProvider data) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(Arrays.copyOf(Segment.header().array(), Segment.HEADER));
        List<Long> certain = new ArrayList<>();
        boolean damaged = false;
        long last = 0;
        while (data.remainingBytes() > 0 && file.size() < 100_000) {
            if (data.consumeBoolean()) {
                byte[] other = data.consumeBytes(80);
                damaged |= other.length > 0;
                file.writeBytes(other);
                continue;
            }
            long sequence = data.consumeBoolean() ? last + 1 : data.consumeLong();
            file.writeBytes(frame(sequence, data.consumeLong(), data.consumeInt(), data.consumeBytes(80)));
            if (sequence > last && !damaged) {
                certain.add(sequence);
                last = sequence;
            } else {
                damaged = true; // a number that was there before ends what is certain as other bytes do
            }
        }
        byte[] bytes = file.toByteArray();
        Path path = directory.resolve("00000000000000000001.journal");
        Files.write(path, bytes);

        List<Long> read = Bounds.within(bytes.length, () -> read(path, bytes.length));

        assertThat(read).isSorted().doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(certain.size());
        assertThat(read.subList(0, certain.size())).isEqualTo(certain);
    }

    private static List<Long> read(Path path, int length) {
        List<Long> read = new ArrayList<>();
        EventReader events = new EventReader();
        try (SegmentReader reader = new SegmentReader(new Segment(path, 1, length))) {
            while (reader.next()) {
                read.add(reader.sequence());
                @Nullable EventRecord event = events.read(reader);
                assertThat(event == null || event.sequence() == reader.sequence())
                        .isTrue();
            }
            assertThat(reader.intactEnd()).isLessThanOrEqualTo(length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read;
    }

    private static byte[] frame(long sequence, long seconds, int nanos, byte[] payload) {
        ByteSink out = new ByteSink()
                .u32(Frame.MARKER)
                .u32(payload.length)
                .u32(0)
                .u64(sequence)
                .u64(seconds)
                .u32(nanos);
        for (byte b : payload) {
            out.u8(b & 0xff);
        }
        out.putU32(8, Frame.crc(out.array(), 0, payload.length));
        return Arrays.copyOf(out.array(), out.length());
    }
}
