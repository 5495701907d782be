// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** What a request carries: one JSON object of a bounded size. */
record Body(JsonObject json) {
    static final int MAX_BYTES = 64 * 1024;

    private static final Gson GSON =
            new GsonBuilder().setStrictness(Strictness.STRICT).create();

    /** A form of another site cannot have this content type without asking the browser, which asks us. */
    static void check(HttpServletRequest request) {
        String type = request.getContentType();
        if (type == null
                || !type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json")) {
            throw Problem.notJson();
        }
        if (request.getContentLengthLong() > MAX_BYTES) {
            throw Problem.tooLarge(MAX_BYTES);
        }
    }

    static Body of(String text) {
        try {
            JsonElement element = GSON.fromJson(text, JsonElement.class);
            if (element == null || !element.isJsonObject()) {
                throw Problem.badRequest("the request must be a JSON object");
            }
            return new Body(element.getAsJsonObject());
        } catch (JsonParseException e) {
            throw Problem.badRequest("the request is not JSON");
        }
    }

    String string(String name) {
        String value = stringOrNull(name);
        if (value == null || value.isEmpty()) {
            throw Problem.badRequest(name + " is missing");
        }
        return value;
    }

    String string(String name, String otherwise) {
        String value = stringOrNull(name);
        return value == null ? otherwise : value;
    }

    boolean flag(String name) {
        JsonElement value = element(name);
        if (value == null) {
            return false;
        }
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isBoolean()) {
            throw Problem.badRequest(name + " must be true or false");
        }
        return value.getAsBoolean();
    }

    @Nullable
    Long number(String name) {
        JsonElement value = element(name);
        if (value == null) {
            return null;
        }
        try {
            if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()) {
                return value.getAsBigDecimal().longValueExact();
            }
        } catch (ArithmeticException e) {
            throw Problem.badRequest(name + " must be an integer");
        }
        throw Problem.badRequest(name + " must be an integer");
    }

    /** Empty if it is not there. */
    List<String> strings(String name) {
        JsonElement value = element(name);
        List<String> result = new ArrayList<>();
        if (value == null) {
            return result;
        }
        if (!value.isJsonArray()) {
            throw Problem.badRequest(name + " must be a list of texts");
        }
        for (JsonElement each : value.getAsJsonArray()) {
            result.add(text(name, each));
        }
        return result;
    }

    private @Nullable String stringOrNull(String name) {
        JsonElement value = element(name);
        return value == null ? null : text(name, value);
    }

    private static String text(String name, JsonElement value) {
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
            throw Problem.badRequest(name + " must be a text");
        }
        return value.getAsString();
    }

    private @Nullable JsonElement element(String name) {
        JsonElement value = json.get(name);
        return value == null || value.isJsonNull() ? null : value;
    }

    /** What there is, and not what it says: passwords and environments come in it. */
    @Override
    public String toString() {
        return "Body with " + json.size() + " fields";
    }
}
