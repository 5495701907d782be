// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads fields; each method throws {@link BufferUnderflowException} if they are not there. */
final class ByteSource {
    private final ByteBuffer bytes;

    ByteSource(byte[] array, int offset, int length) {
        this.bytes = ByteBuffer.wrap(array, offset, length);
    }

    int u8() {
        return bytes.get() & 0xff;
    }

    int u16() {
        return bytes.getShort() & 0xffff;
    }

    int u32() {
        return bytes.getInt();
    }

    long u64() {
        return bytes.getLong();
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        byte[] value = new byte[count()];
        bytes.get(value);
        return value;
    }

    /** A field that earlier versions did not write. */
    <T> T appended(Function<ByteSource, T> reader, T otherwise) {
        return bytes.hasRemaining() ? reader.apply(this) : otherwise;
    }

    Instant instant() {
        return Instant.ofEpochSecond(u64(), u32());
    }

    <T> @Nullable T optional(Function<ByteSource, T> reader) {
        return u8() == 0 ? null : reader.apply(this);
    }

    <T> List<T> list(Function<ByteSource, T> reader) {
        int count = count();
        List<T> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(reader.apply(this));
        }
        return values;
    }

    SortedMap<String, String> map() {
        int count = count();
        SortedMap<String, String> values = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String key = text();
            values.put(key, text());
        }
        return values;
    }

    /** Each item has at least a byte, so a count beyond what remains is checked before anything is allocated for it. */
    private int count() {
        int count = u32();
        if (count < 0 || count > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        return count;
    }
}
