// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.containers;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.TypedPayload;
import io.longshore.api.runtime.ExecOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An OCI runtime specification: what {@code config.json} in the bundle will say.
 *
 * <p>Immutable. Keeps every field, known here or not; numbers keep the digits they came with, so integers stay integers.
 */
public final class OciSpec {
    /** The type URL that containerd gives a JSON specification. */
    public static final String TYPE_URL = "types.containerd.io/opencontainers/runtime-spec/1/Spec";

    private static final Gson GSON = new GsonBuilder()
            .setStrictness(Strictness.STRICT)
            .disableHtmlEscaping()
            .serializeNulls()
            .create();

    private final JsonObject root;

    OciSpec(JsonObject root) {
        this.root = root;
    }

    /**
     * A builder with the defaults that containerd gives a container: its own pid, ipc, uts, mount and network namespaces,
     * fourteen capabilities, the usual mounts, masked and read-only paths.
     *
     * @param namespace and id name the cgroup, {@code /longshore/<namespace>/<id>}
     */
    public static OciSpecBuilder builder(Namespace namespace, ContainerId id) {
        return new OciSpecBuilder("/longshore/" + namespace + "/" + id);
    }

    /**
     * Reads JSON.
     *
     * @throws InvalidArgumentException if it is not one complete JSON object
     */
    public static OciSpec parse(String json) {
        JsonElement element;
        try {
            element = GSON.fromJson(json, JsonElement.class);
        } catch (JsonParseException e) {
            throw new InvalidArgumentException("the OCI specification is not JSON", e);
        }
        if (element == null || !element.isJsonObject()) {
            throw new InvalidArgumentException("the OCI specification is not a JSON object");
        }
        return new OciSpec(element.getAsJsonObject());
    }

    /**
     * Reads what {@link #toPayload} wrote.
     *
     * @throws InvalidArgumentException if the payload is of another type, or not one complete JSON object
     */
    public static OciSpec from(TypedPayload payload) {
        if (!payload.typeUrl().equals(TYPE_URL)) {
            throw new InvalidArgumentException(
                    "the specification is a " + payload.typeUrl() + " instead of a " + TYPE_URL);
        }
        return parse(payload.text());
    }

    /**
     * With a user namespace, the host's group that group 0 of the container is mapped to; empty without.
     *
     * @throws InvalidArgumentException if the parts it reads are not as the OCI specification has them
     */
    public OptionalLong mappedRootGroup() {
        try {
            JsonObject linux = root.getAsJsonObject("linux");
            if (linux == null || !hasUserNamespace(linux.getAsJsonArray("namespaces"))) {
                return OptionalLong.empty();
            }
            for (JsonElement mapping : orEmpty(linux.getAsJsonArray("gidMappings"))) {
                if (mapping.getAsJsonObject().get("containerID").getAsLong() == 0) {
                    return OptionalLong.of(
                            mapping.getAsJsonObject().get("hostID").getAsLong());
                }
            }
            return OptionalLong.empty();
        } catch (ClassCastException | IllegalStateException | NumberFormatException | NullPointerException e) {
            throw new InvalidArgumentException("the OCI specification's user namespace is not readable", e);
        }
    }

    /** The variables of its process, lines of {@code NAME=value}; empty if there is none, or they are not readable. */
    public List<String> env() {
        JsonElement process = root.get("process");
        JsonElement env = process == null || !process.isJsonObject()
                ? null
                : process.getAsJsonObject().get("env");
        if (env == null || !env.isJsonArray()) {
            return List.of();
        }
        return env.getAsJsonArray().asList().stream()
                .filter(JsonElement::isJsonPrimitive)
                .map(JsonElement::getAsString)
                .toList();
    }

    /** The {@code cgroupsPath} as the OCI specification has it; empty if there is none, or it is not readable. */
    public String cgroupsPath() {
        JsonElement linux = root.get("linux");
        JsonElement path = linux == null || !linux.isJsonObject()
                ? null
                : linux.getAsJsonObject().get("cgroupsPath");
        return path == null || !path.isJsonPrimitive() ? "" : path.getAsString();
    }

    /** Whether its process wants a terminal. */
    public boolean terminal() {
        JsonElement process = root.get("process");
        JsonElement wanted = process == null || !process.isJsonObject()
                ? null
                : process.getAsJsonObject().get("terminal");
        return wanted != null && wanted.isJsonPrimitive() && wanted.getAsBoolean();
    }

    /** Its annotation of this name; empty if there is none, or it is not readable. */
    public String annotation(String name) {
        JsonElement annotations = root.get("annotations");
        JsonElement value = annotations == null || !annotations.isJsonObject()
                ? null
                : annotations.getAsJsonObject().get(name);
        return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
    }

    /** Whether it has an annotation of this name, be it empty. */
    public boolean hasAnnotation(String name) {
        JsonElement annotations = root.get("annotations");
        return annotations != null
                && annotations.isJsonObject()
                && annotations.getAsJsonObject().has(name);
    }

    /** With this annotation, in place of one of the same name. */
    public OciSpec withAnnotation(String name, String value) {
        JsonObject changed = root.deepCopy();
        JsonElement annotations = changed.get("annotations");
        if (annotations == null || !annotations.isJsonObject()) {
            annotations = new JsonObject();
            changed.add("annotations", annotations);
        }
        annotations.getAsJsonObject().addProperty(name, value);
        return new OciSpec(changed);
    }

    private static boolean hasUserNamespace(@Nullable JsonArray namespaces) {
        for (JsonElement namespace : orEmpty(namespaces)) {
            JsonElement type = namespace.getAsJsonObject().get("type");
            if (type != null && type.getAsString().equals("user")) {
                return true;
            }
        }
        return false;
    }

    private static JsonArray orEmpty(@Nullable JsonArray array) {
        return array == null ? new JsonArray() : array;
    }

    /**
     * The {@code process} of an additional process in this container, as JSON: the first one's, with the privileges, limits and
     * labels it has, and what the options say in place of its own. Another user than root gets no effective
     * capabilities.
     *
     * @throws InvalidArgumentException if this specification has no process
     */
    public String processOf(ExecOptions options) {
        JsonElement own = root.get("process");
        if (own == null || !own.isJsonObject()) {
            throw new InvalidArgumentException("the OCI specification has no process");
        }
        JsonObject process = own.getAsJsonObject().deepCopy();
        JsonObject user = new JsonObject();
        user.addProperty("uid", options.user().uid());
        user.addProperty("gid", options.user().gid());
        process.add("user", user);
        process.add("args", DefaultSpec.array(options.args()));
        if (!options.env().isEmpty()) {
            process.add("env", DefaultSpec.array(options.env()));
        }
        process.addProperty("cwd", options.cwd());
        process.addProperty("terminal", options.stdio().terminal());
        JsonElement capabilities = process.get("capabilities");
        if (options.user().uid() != 0 && capabilities != null && capabilities.isJsonObject()) {
            for (String set : List.of("effective", "permitted", "inheritable", "ambient")) {
                capabilities.getAsJsonObject().remove(set);
            }
        }
        return GSON.toJson(process);
    }

    /** The program of its process, and the arguments; empty if it has none, or not as a list of texts. */
    public List<String> args() {
        if (!(root.get("process") instanceof JsonObject process) || !(process.get("args") instanceof JsonArray array)) {
            return List.of();
        }
        List<String> args = new ArrayList<>();
        for (JsonElement arg : array) {
            if (!(arg instanceof JsonPrimitive text) || !text.isString()) {
                return List.of();
            }
            args.add(text.getAsString());
        }
        return List.copyOf(args);
    }

    public String toJson() {
        return GSON.toJson(root);
    }

    /** The form that {@link Container#spec} keeps. */
    public TypedPayload toPayload() {
        return new TypedPayload(TYPE_URL, toJson().getBytes(StandardCharsets.UTF_8));
    }

    /** Equal text: {@code JsonObject} compares numbers as doubles, and hashes those it parsed unlike those it was given. */
    @Override
    public boolean equals(Object other) {
        return other instanceof OciSpec that && toJson().equals(that.toJson());
    }

    @Override
    public int hashCode() {
        return toJson().hashCode();
    }

    /** The size only: a specification holds environments, and those hold secrets. */
    @Override
    public String toString() {
        return "OciSpec (" + toJson().length() + " characters)";
    }
}
