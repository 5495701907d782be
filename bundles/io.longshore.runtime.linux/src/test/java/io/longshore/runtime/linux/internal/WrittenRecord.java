// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.UnknownException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The file of a task as the runtime writes it, and what is read of it when it is damaged. */
final class WrittenRecord {
    private final TaskRecord record;
    private final byte[] content;

    private WrittenRecord(TaskRecord record, byte[] content) {
        this.record = record;
        this.content = content;
    }

    /** As of a task that has just been made: whole, with room for what is to come. */
    static WrittenRecord write(Path file, TaskRecord record) throws IOException {
        new AmendedFile(file).replace(size -> TaskRecordText.format(record, size), false);
        return of(file, record);
    }

    /** @param record what must be read of it */
    static WrittenRecord of(Path file, TaskRecord record) throws IOException {
        return new WrittenRecord(record, Files.readAllBytes(file));
    }

    TaskRecord read() {
        return TaskRecordText.parse(content);
    }

    /** Without the room behind it. */
    String text() {
        return new String(content, UTF_8).stripTrailing();
    }

    /** Where the room begins. */
    int end() {
        return text().getBytes(UTF_8).length;
    }

    /** How many are refused with one flipped bit from one offset to another; what is not read, as the date, may be altered. */
    int refusedWithAFlippedBit(int begin, int end) {
        int refused = 0;
        for (int offset = begin; offset < end; offset++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                byte[] flipped = content.clone();
                flipped[offset] ^= (byte) (1 << bit);
                refused += isRefused(flipped) ? 1 : 0;
            }
        }
        return refused;
    }

    void requireThatEveryTornEndIsRefused() {
        for (int length = 0; length < content.length; length++) {
            assertThat(isRefused(Arrays.copyOf(content, length)))
                    .as("torn after %d bytes", length)
                    .isTrue();
        }
    }

    /** If it is not, it says what it said. */
    private boolean isRefused(byte[] altered) {
        TaskRecord read;
        try {
            read = TaskRecordText.parse(altered);
        } catch (UnknownException e) {
            return true;
        }
        assertThat(read).isEqualTo(record);
        return false;
    }
}
