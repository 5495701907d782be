// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import io.longshore.api.InvalidArgumentException;

/** Limits for {@link Task#update}: the {@code linux.resources} of the OCI specification. Immutable. */
public final class LinuxResources {
    /** The type URL that containerd gives them. */
    public static final String TYPE_URL = "types.containerd.io/opencontainers/runtime-spec/1/LinuxResources";

    private static final Gson GSON = new GsonBuilder()
            .setStrictness(Strictness.STRICT)
            .disableHtmlEscaping()
            .create();

    private final String json;

    private LinuxResources(String json) {
        this.json = json;
    }

    /**
     * Takes the JSON form as it is.
     *
     * @throws InvalidArgumentException if it is not one complete JSON object
     */
    public static LinuxResources parse(String json) {
        try {
            JsonElement element = GSON.fromJson(json, JsonElement.class);
            if (element == null || !element.isJsonObject()) {
                throw new InvalidArgumentException("resources must be a JSON object");
            }
            return new LinuxResources(json);
        } catch (JsonParseException e) {
            throw new InvalidArgumentException("resources must be JSON", e);
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    public String toJson() {
        return json;
    }

    @Override
    public String toString() {
        return json;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LinuxResources that && json.equals(that.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    /** What is not set stays as it is. Refuses bad values with {@link InvalidArgumentException}. Not thread-safe. */
    public static final class Builder {
        private final JsonObject memory = new JsonObject();
        private final JsonObject cpu = new JsonObject();
        private final JsonObject pids = new JsonObject();

        private Builder() {}

        /** Bytes; -1 for no limit. */
        public Builder memoryLimit(long bytes) {
            return set(memory, "limit", bytes, bytes == -1 || bytes > 0);
        }

        /** Bytes of memory and swap together; -1 for no limit. */
        public Builder memorySwap(long bytes) {
            return set(memory, "swap", bytes, bytes == -1 || bytes > 0);
        }

        /** Processes; -1 for no limit. */
        public Builder pidsLimit(long processes) {
            return set(pids, "limit", processes, processes == -1 || processes > 0);
        }

        public Builder cpuShares(long shares) {
            return set(cpu, "shares", shares, shares >= 2);
        }

        /** At most {@code quota} microseconds of cpu time in each {@code period} microseconds. */
        public Builder cpuQuota(long quota, long period) {
            set(cpu, "quota", quota, quota == -1 || quota > 0);
            return set(cpu, "period", period, period > 0);
        }

        private Builder set(JsonObject group, String name, long value, boolean good) {
            if (!good) {
                throw new InvalidArgumentException(name + " cannot be " + value);
            }
            group.addProperty(name, value);
            return this;
        }

        public LinuxResources build() {
            JsonObject all = new JsonObject();
            addUnlessEmpty(all, "memory", memory);
            addUnlessEmpty(all, "cpu", cpu);
            addUnlessEmpty(all, "pids", pids);
            return new LinuxResources(GSON.toJson(all));
        }

        private static void addUnlessEmpty(JsonObject all, String name, JsonObject group) {
            if (!group.isEmpty()) {
                all.add(name, group.deepCopy());
            }
        }
    }
}
