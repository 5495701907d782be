// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import io.longshore.api.InvalidArgumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The little that must be known of OCI specifications. */
final class ProcessSpec {
    private static final Gson GSON = new GsonBuilder()
            .setStrictness(Strictness.STRICT)
            .disableHtmlEscaping()
            .create();
    private static final Logger LOG = LoggerFactory.getLogger(ProcessSpec.class);

    private ProcessSpec() {}

    /**
     * A {@code process} that has a terminal, or none: the OCI runtime refuses one that does not fit its streams.
     *
     * @throws InvalidArgumentException if it is not a JSON object
     */
    static String withTerminal(String json, boolean terminal) {
        try {
            JsonElement process = GSON.fromJson(json, JsonElement.class);
            if (process == null || !process.isJsonObject()) {
                throw new InvalidArgumentException("the specification of a process must be a JSON object");
            }
            process.getAsJsonObject().addProperty("terminal", terminal);
            return GSON.toJson(process);
        } catch (JsonParseException e) {
            throw new InvalidArgumentException("the specification of a process must be JSON", e);
        }
    }

    /**
     * Whether the kernel kills all processes of the container when the first one ends. If that cannot be found out it is
     * false, and they are killed once more.
     */
    static boolean hasPidNamespaceOfItsOwn(Path bundle) {
        try {
            JsonObject spec = GSON.fromJson(Files.readString(bundle.resolve("config.json")), JsonObject.class);
            JsonObject linux = spec == null ? null : spec.getAsJsonObject("linux");
            if (linux == null || absent(linux.get("namespaces"))) {
                return false;
            }
            for (JsonElement namespace : linux.getAsJsonArray("namespaces")) {
                JsonObject fields = namespace.getAsJsonObject();
                if (text(fields, "type").equals("pid") && text(fields, "path").isEmpty()) {
                    return true;
                }
            }
            return false;
        } catch (IOException
                | JsonParseException
                | IllegalStateException
                | ClassCastException
                | UnsupportedOperationException e) {
            LOG.debug("cannot tell the namespaces of {}", bundle, e);
            return false;
        }
    }

    private static String text(JsonObject fields, String name) {
        JsonElement value = fields.get(name);
        return absent(value) ? "" : value.getAsString();
    }

    private static boolean absent(@Nullable JsonElement value) {
        return value == null || value.isJsonNull();
    }
}
