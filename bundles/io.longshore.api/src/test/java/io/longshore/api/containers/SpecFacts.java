// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.containers;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A specification taken apart for comparison. */
final class SpecFacts {
    private SpecFacts() {}

    /** One value a line, as in {@code containerd-default-spec.txt}. */
    static List<String> lines(JsonObject spec) {
        List<String> lines = new ArrayList<>();
        JsonObject process = spec.getAsJsonObject("process");
        JsonObject user = process.getAsJsonObject("user");
        lines.add("user " + user.get("uid") + ":" + user.get("gid"));
        lines.add("cwd " + process.get("cwd").getAsString());
        for (String set : List.of("bounding", "effective", "permitted")) {
            addAll(lines, set, process.getAsJsonObject("capabilities").getAsJsonArray(set));
        }
        for (JsonElement it : process.getAsJsonArray("rlimits")) {
            JsonObject rlimit = it.getAsJsonObject();
            lines.add("rlimit " + text(rlimit, "type") + " " + rlimit.get("hard") + " " + rlimit.get("soft"));
        }
        lines.add("noNewPrivileges " + process.get("noNewPrivileges"));
        lines.add("root " + text(spec.getAsJsonObject("root"), "path"));
        for (JsonElement it : spec.getAsJsonArray("mounts")) {
            JsonObject mount = it.getAsJsonObject();
            lines.add("mount " + text(mount, "destination") + " " + text(mount, "type") + " " + text(mount, "source")
                    + " "
                    + StreamSupport.stream(mount.getAsJsonArray("options").spliterator(), false)
                            .map(JsonElement::getAsString)
                            .collect(Collectors.joining(",")));
        }
        JsonObject linux = spec.getAsJsonObject("linux");
        for (JsonElement it : linux.getAsJsonObject("resources").getAsJsonArray("devices")) {
            JsonObject device = it.getAsJsonObject();
            lines.add("device " + (device.get("allow").getAsBoolean() ? "allow " : "deny ") + text(device, "access"));
        }
        for (JsonElement it : linux.getAsJsonArray("namespaces")) {
            lines.add("namespace " + text(it.getAsJsonObject(), "type"));
        }
        addAll(lines, "masked", linux.getAsJsonArray("maskedPaths"));
        addAll(lines, "readonly", linux.getAsJsonArray("readonlyPaths"));
        return lines;
    }

    /** Where two objects differ: JSON pointers of members of which one lacks, or both have another value. */
    static SortedSet<String> differences(JsonObject one, JsonObject other) {
        SortedSet<String> pointers = new TreeSet<>();
        collect("", one, other, pointers);
        return pointers;
    }

    private static void collect(String at, JsonObject one, JsonObject other, SortedSet<String> pointers) {
        TreeSet<String> names = new TreeSet<>(one.keySet());
        names.addAll(other.keySet());
        for (String name : names) {
            JsonElement left = one.get(name);
            JsonElement right = other.get(name);
            if (left instanceof JsonObject l && right instanceof JsonObject r) {
                collect(at + "/" + name, l, r, pointers);
            } else if (!Objects.equals(left, right)) {
                pointers.add(at + "/" + name);
            }
        }
    }

    private static void addAll(List<String> lines, String name, JsonArray values) {
        values.forEach(value -> lines.add(name + " " + value.getAsString()));
    }

    private static String text(JsonObject object, String name) {
        return object.get(name).getAsString();
    }
}
