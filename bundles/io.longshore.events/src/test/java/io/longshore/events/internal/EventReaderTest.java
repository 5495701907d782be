// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.events.EventRecord;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventReaderTest {
    private static final int SECONDS_AT = 20;

    @TempDir
    private Path directory;

    @Test
    void aFrameWhoseTimeIsNoneIsLeftOutAndTheNextIsRead() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(Arrays.copyOf(Segment.header().array(), Segment.HEADER));
        bytes.writeBytes(frame(1, Long.MAX_VALUE));
        bytes.writeBytes(frame(2, 1_700_000_000));
        Path file = Files.write(directory.resolve("00000000000000000001.journal"), bytes.toByteArray());

        List<Long> read = new ArrayList<>();
        EventReader events = new EventReader();
        try (SegmentReader reader = new SegmentReader(new Segment(file, 1, bytes.size()))) {
            while (reader.next()) {
                @Nullable EventRecord event = events.read(reader);
                if (event != null) {
                    read.add(event.sequence());
                }
            }
        }

        assertThat(read).containsExactly(2L);
    }

    private static byte[] frame(long sequence, long seconds) {
        ByteSink out = new ByteSink();
        Frame.append(out, sequence, Samples.NOW, Samples.started(7));
        byte[] frame = Arrays.copyOf(out.array(), out.length());
        ByteBuffer.wrap(frame).putLong(SECONDS_AT, seconds);
        int payload = frame.length - Frame.HEADER;
        ByteBuffer.wrap(frame).putInt(8, Frame.crc(frame, 0, payload));
        return frame;
    }
}
