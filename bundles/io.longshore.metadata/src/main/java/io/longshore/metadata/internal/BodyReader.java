// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.TypedPayload;
import io.longshore.api.containers.RuntimeInfo;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what {@link BodyWriter} wrote; {@link BufferUnderflowException} if a length is impossible. */
final class BodyReader {
    private final ByteBuffer buffer;

    BodyReader(byte[] body) {
        buffer = ByteBuffer.wrap(body);
    }

    byte byteValue() {
        return buffer.get();
    }

    int intValue() {
        return buffer.getInt();
    }

    long longValue() {
        return buffer.getLong();
    }

    String string() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    SortedMap<String, String> strings() {
        SortedMap<String, String> map = new TreeMap<>();
        for (int n = intValue(); n > 0; n--) {
            map.put(string(), string());
        }
        return map;
    }

    TypedPayload payload() {
        return new TypedPayload(string(), bytes());
    }

    RuntimeInfo runtime() {
        return new RuntimeInfo(string(), byteValue() == 0 ? null : payload());
    }

    Instant time() {
        return Instant.ofEpochSecond(longValue(), intValue());
    }

    private byte[] bytes() {
        int length = intValue();
        if (length < 0 || length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }
}
