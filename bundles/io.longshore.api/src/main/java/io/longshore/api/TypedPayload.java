// SPDX-License-Identifier: Apache-2.0
package io.longshore.api;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes with the name of their type: what Longshore stores and passes on without looking inside.
 *
 * <p>The type URL is the bare name, as containerd writes it ({@code containerd.events.TaskExit}, or
 * {@code types.containerd.io/opencontainers/runtime-spec/1/Spec} for JSON). Immutable: the bytes are copied on the way in
 * and on the way out.
 *
 * <p>The constructor throws {@link InvalidArgumentException} for an empty type URL.
 */
@SuppressWarnings("ArrayRecordComponent") // copied both ways, and compared by content
public record TypedPayload(String typeUrl, byte[] value) {
    public TypedPayload {
        if (typeUrl.isEmpty()) {
            throw new InvalidArgumentException("the type URL of a payload must not be empty");
        }
        value = value.clone();
    }

    @Override
    public byte[] value() {
        return value.clone();
    }

    /** The bytes read as UTF-8, for payloads that are JSON. */
    public String text() {
        return new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TypedPayload that && typeUrl.equals(that.typeUrl) && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * typeUrl.hashCode() + Arrays.hashCode(value);
    }

    /** Type and size; never the content, which may hold secrets. */
    @Override
    public String toString() {
        return typeUrl + " (" + value.length + " bytes)";
    }
}
