// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Writes fields into a growing array that is used again and again. */
final class ByteSink {
    private static final int KEPT = 1 << 20;

    private byte[] bytes = new byte[8192];
    private int length;

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Back to an earlier {@link #length}. */
    void truncate(int newLength) {
        length = newLength;
    }

    /** Empty again; the memory that a rare giant needed is given back. */
    void clear() {
        length = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[8192];
        }
    }

    ByteSink u8(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    ByteSink u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    ByteSink u32(int value) {
        room(4);
        putU32(length, value);
        length += 4;
        return this;
    }

    ByteSink u64(long value) {
        return u32((int) (value >>> 32)).u32((int) value);
    }

    void putU32(int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    ByteSink text(String value) {
        int size = value.length();
        room(4 + size);
        int at = length + 4;
        // nearly all of it is ASCII, which needs no array in between
        for (int i = 0; i < size; i++) {
            char c = value.charAt(i);
            if (c > 0x7f) {
                return bytes(value.getBytes(StandardCharsets.UTF_8));
            }
            bytes[at + i] = (byte) c;
        }
        putU32(length, size);
        length += 4 + size;
        return this;
    }

    ByteSink instant(Instant value) {
        return u64(value.getEpochSecond()).u32(value.getNano());
    }

    <T> ByteSink optional(@Nullable T value, BiConsumer<ByteSink, T> writer) {
        if (value == null) {
            return u8(0);
        }
        u8(1);
        writer.accept(this, value);
        return this;
    }

    <T> ByteSink list(List<T> values, BiConsumer<ByteSink, T> writer) {
        u32(values.size());
        values.forEach(value -> writer.accept(this, value));
        return this;
    }

    ByteSink map(SortedMap<String, String> values) {
        u32(values.size());
        values.forEach((key, value) -> text(key).text(value));
        return this;
    }

    ByteSink append(ByteSink other) {
        room(other.length);
        System.arraycopy(other.bytes, 0, bytes, length, other.length);
        length += other.length;
        return this;
    }

    ByteSink bytes(byte[] value) {
        room(4 + value.length);
        u32(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
