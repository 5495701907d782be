// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import io.longshore.api.UnknownException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the runtime prints as JSON. */
final class RuncOutput {
    private static final Gson GSON =
            new GsonBuilder().setStrictness(Strictness.STRICT).create();

    private record StateJson(
            @Nullable String id,
            @Nullable String status,
            long pid,
            @Nullable String bundle) {}

    private RuncOutput() {}

    /** @param what printed it, for messages */
    static RuncState state(String what, String text) {
        StateJson json = parse(what, text, StateJson.class);
        if (json == null || json.id == null || json.status == null || json.bundle == null) {
            throw new UnknownException(what + " did not print a container's state");
        }
        try {
            RuncState.Status status = RuncState.Status.valueOf(json.status.toUpperCase(Locale.ROOT));
            return new RuncState(json.id, status, json.pid, Path.of(json.bundle));
        } catch (IllegalArgumentException e) {
            throw new UnknownException(what + " printed a state that is not known here", e);
        }
    }

    /** @param what printed it, for messages */
    static List<Long> pids(String what, String text) {
        Long[] pids = parse(what, text, Long[].class);
        if (pids == null) {
            // runc's list without an element
            return List.of();
        }
        return List.of(pids);
    }

    private static <T> @Nullable T parse(String what, String text, Class<T> type) {
        try {
            return GSON.fromJson(text, type);
        } catch (JsonParseException e) {
            throw new UnknownException(what + " did not print JSON", e);
        }
    }
}
