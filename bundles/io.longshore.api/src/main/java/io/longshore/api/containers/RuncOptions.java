// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.containers;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.TypedPayload;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What one container changes of the runtime's configuration; the fields of containerd's message of the same name. Empty
 * means the configured value.
 *
 * @param runtime path or name of the OCI runtime
 * @param runtimeRoot the OCI runtime's own state directory
 * @param criuPath path of criu
 * @param systemdCgroup cgroups are made through systemd
 */
public record RuncOptions(String runtime, String runtimeRoot, String criuPath, boolean systemdCgroup) {
    /** Changes nothing. */
    public static final RuncOptions NONE = new RuncOptions("", "", "", false);

    /** Names the JSON form below; a later, different form gets another number. */
    public static final String TYPE_URL = "types.longshore.io/RuncOptions/1";

    private static final Gson GSON =
            new GsonBuilder().setStrictness(Strictness.STRICT).create();

    private record Json(
            @Nullable String runtime,
            @Nullable String runtimeRoot,
            @Nullable String criuPath,
            boolean systemdCgroup) {}

    /** The form that {@link RuntimeInfo} keeps. */
    public TypedPayload toPayload() {
        String json = GSON.toJson(new Json(runtime, runtimeRoot, criuPath, systemdCgroup));
        return new TypedPayload(TYPE_URL, json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads what {@link #toPayload} wrote; null gives {@link #NONE}.
     *
     * @throws InvalidArgumentException if it is of another type, or not readable
     */
    public static RuncOptions from(@Nullable TypedPayload payload) {
        if (payload == null) {
            return NONE;
        }
        if (!payload.typeUrl().equals(TYPE_URL)) {
            throw new InvalidArgumentException(
                    "invalid runtime options format: " + payload.typeUrl() + " instead of " + TYPE_URL);
        }
        try {
            Json json = GSON.fromJson(payload.text(), Json.class);
            if (json == null) {
                throw new InvalidArgumentException("invalid runtime options format: they are empty");
            }
            return new RuncOptions(
                    orEmpty(json.runtime), orEmpty(json.runtimeRoot), orEmpty(json.criuPath), json.systemdCgroup);
        } catch (JsonParseException e) {
            throw new InvalidArgumentException("invalid runtime options format: they are not JSON", e);
        }
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
