// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.TypedPayload;
import io.longshore.api.containers.RuntimeInfo;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;

/** Writes the fields of a body. */
final class BodyWriter {
    private ByteBuffer buffer = ByteBuffer.allocate(512);

    BodyWriter byteValue(int value) {
        room(1).put((byte) value);
        return this;
    }

    BodyWriter intValue(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    BodyWriter longValue(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    /** @throws InvalidArgumentException if the text has half a surrogate pair: stored, it would come back as another text */
    BodyWriter string(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            intValue(encoded.remaining());
            room(encoded.remaining()).put(encoded);
            return this;
        } catch (CharacterCodingException e) {
            throw new InvalidArgumentException(
                    "a text of " + text.length() + " characters is not valid Unicode: it has half a surrogate pair", e);
        }
    }

    BodyWriter strings(Map<String, String> map) {
        intValue(map.size());
        map.forEach((key, value) -> string(key).string(value));
        return this;
    }

    BodyWriter payload(TypedPayload payload) {
        byte[] value = payload.value();
        string(payload.typeUrl()).intValue(value.length);
        room(value.length).put(value);
        return this;
    }

    BodyWriter runtime(RuntimeInfo runtime) {
        TypedPayload options = runtime.options();
        string(runtime.name()).byteValue(options == null ? 0 : 1);
        return options == null ? this : payload(options);
    }

    BodyWriter time(Instant time) {
        return longValue(time.getEpochSecond()).intValue(time.getNano());
    }

    byte[] done() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int needed = Math.addExact(buffer.position(), bytes);
            buffer = ByteBuffer.allocate((int) Math.min(Integer.MAX_VALUE - 8L, needed * 2L))
                    .put(buffer.flip());
        }
        return buffer;
    }
}
