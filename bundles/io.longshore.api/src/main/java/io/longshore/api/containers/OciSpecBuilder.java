// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.containers;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.longshore.api.InvalidArgumentException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Builds an {@link OciSpec}; from {@link OciSpec#builder}. Not thread-safe.
 *
 * <p>Every method refuses bad values with {@link InvalidArgumentException}. Without {@link #rootfs} the root file system is
 * the bundle's {@code rootfs} directory, for use with mounts given at task creation.
 */
public final class OciSpecBuilder {
    private final String cgroupsPath;
    private final Map<String, String> env = new LinkedHashMap<>();
    private final Map<String, String> annotations = new LinkedHashMap<>();
    private final Set<String> capabilities = new LinkedHashSet<>(DefaultSpec.CAPABILITIES);
    private final Set<String> namespaces = new LinkedHashSet<>(DefaultSpec.NAMESPACES);
    private final JsonArray mounts = DefaultSpec.mounts();
    private final JsonObject memory = new JsonObject();
    private final JsonObject cpu = new JsonObject();
    private final JsonObject pids = new JsonObject();
    private List<String> args = List.of();
    private String rootfs = "rootfs";
    private boolean readOnlyRootfs;
    private String cwd = "/";
    private String hostname = "";
    private boolean terminal;
    private long uid;
    private long gid;

    OciSpecBuilder(String cgroupsPath) {
        this.cgroupsPath = cgroupsPath;
    }

    /** The directory that becomes the container's root, made absolute. */
    public OciSpecBuilder rootfs(Path directory) {
        rootfs = directory.toAbsolutePath().normalize().toString();
        return this;
    }

    public OciSpecBuilder readOnlyRootfs() {
        readOnlyRootfs = true;
        return this;
    }

    /** The program and its arguments; required. A program without a slash is looked up on the container's PATH. */
    public OciSpecBuilder args(String... command) {
        args = List.of(command);
        return this;
    }

    /** Sets a variable; PATH has a default. */
    public OciSpecBuilder env(String name, String value) {
        require(
                !name.isEmpty() && name.indexOf('=') < 0,
                "an environment variable's name must not be empty or hold '='");
        env.put(name, value);
        return this;
    }

    public OciSpecBuilder cwd(String absolutePath) {
        require(absolutePath.startsWith("/"), "the working directory must be an absolute path in the container");
        cwd = absolutePath;
        return this;
    }

    public OciSpecBuilder user(long userId, long groupId) {
        require(userId >= 0 && groupId >= 0, "user and group ids must not be negative");
        uid = userId;
        gid = groupId;
        return this;
    }

    public OciSpecBuilder hostname(String name) {
        hostname = name;
        return this;
    }

    public OciSpecBuilder terminal() {
        terminal = true;
        return this;
    }

    /** Binds a file or directory of the host. */
    public OciSpecBuilder bind(Path source, String destination, boolean readOnly) {
        require(destination.startsWith("/"), "a mount's destination must be an absolute path in the container");
        String path = source.toAbsolutePath().normalize().toString();
        mounts.add(DefaultSpec.mount(destination, "bind", path, "rbind", readOnly ? "ro" : "rw"));
        return this;
    }

    /** Bytes of memory, page cache included, before the kernel kills. */
    public OciSpecBuilder memoryLimit(long bytes) {
        require(bytes > 0, "the memory limit must be positive");
        memory.addProperty("limit", bytes);
        return this;
    }

    public OciSpecBuilder pidsLimit(long processes) {
        require(processes > 0, "the pids limit must be positive");
        pids.addProperty("limit", processes);
        return this;
    }

    /** Relative weight against other cgroups; the kernel's default is 1024. */
    public OciSpecBuilder cpuShares(long shares) {
        require(shares >= 2, "cpu shares must be 2 or more");
        cpu.addProperty("shares", shares);
        return this;
    }

    /** At most {@code quota} microseconds of cpu time in each {@code period} microseconds. */
    public OciSpecBuilder cpuQuota(long quota, long period) {
        require(quota > 0 && period > 0, "cpu quota and period must be positive");
        cpu.addProperty("quota", quota);
        cpu.addProperty("period", period);
        return this;
    }

    public OciSpecBuilder annotation(String key, String value) {
        annotations.put(key, value);
        return this;
    }

    /** Adds a capability, such as {@code CAP_NET_ADMIN}, to the default ones. */
    public OciSpecBuilder addCapability(String name) {
        require(name.matches("CAP_[A-Z_]+"), "a capability is written like CAP_NET_ADMIN");
        capabilities.add(name);
        return this;
    }

    /** Takes away all capabilities added so far, the default ones too. */
    public OciSpecBuilder dropCapabilities() {
        capabilities.clear();
        return this;
    }

    /** Shares the host's network instead of an empty network of its own. */
    public OciSpecBuilder hostNetwork() {
        namespaces.remove("network");
        return this;
    }

    /** @throws InvalidArgumentException if there are no arguments */
    public OciSpec build() {
        require(!args.isEmpty(), "the specification needs args: the program to run");
        JsonObject spec = new JsonObject();
        spec.addProperty("ociVersion", DefaultSpec.OCI_VERSION);
        spec.add("process", process());
        JsonObject root = new JsonObject();
        root.addProperty("path", rootfs);
        if (readOnlyRootfs) {
            root.addProperty("readonly", true);
        }
        spec.add("root", root);
        if (!hostname.isEmpty()) {
            spec.addProperty("hostname", hostname);
        }
        spec.add("mounts", mounts.deepCopy());
        if (!annotations.isEmpty()) {
            JsonObject all = new JsonObject();
            annotations.forEach(all::addProperty);
            spec.add("annotations", all);
        }
        spec.add("linux", linux());
        return new OciSpec(spec);
    }

    private JsonObject process() {
        JsonObject user = new JsonObject();
        user.addProperty("uid", uid);
        user.addProperty("gid", gid);
        JsonObject sets = new JsonObject();
        for (String set : List.of("bounding", "effective", "permitted")) {
            sets.add(set, DefaultSpec.array(capabilities));
        }
        JsonObject openFiles = new JsonObject();
        openFiles.addProperty("type", "RLIMIT_NOFILE");
        openFiles.addProperty("hard", DefaultSpec.OPEN_FILES);
        openFiles.addProperty("soft", DefaultSpec.OPEN_FILES);
        JsonArray rlimits = new JsonArray();
        rlimits.add(openFiles);
        JsonObject process = new JsonObject();
        if (terminal) {
            process.addProperty("terminal", true);
        }
        process.add("user", user);
        process.add("args", DefaultSpec.array(args));
        process.add("env", DefaultSpec.array(environment()));
        process.addProperty("cwd", cwd);
        process.add("capabilities", sets);
        process.add("rlimits", rlimits);
        process.addProperty("noNewPrivileges", true);
        return process;
    }

    private List<String> environment() {
        List<String> lines = new ArrayList<>();
        if (!env.containsKey("PATH")) {
            lines.add(DefaultSpec.PATH);
        }
        if (terminal && !env.containsKey("TERM")) {
            lines.add("TERM=xterm");
        }
        env.forEach((name, value) -> lines.add(name + "=" + value));
        return lines;
    }

    private JsonObject linux() {
        JsonObject denyAll = new JsonObject();
        denyAll.addProperty("allow", false);
        denyAll.addProperty("access", "rwm");
        JsonArray devices = new JsonArray();
        devices.add(denyAll);
        JsonObject resources = new JsonObject();
        resources.add("devices", devices);
        addUnlessEmpty(resources, "memory", memory);
        addUnlessEmpty(resources, "cpu", cpu);
        addUnlessEmpty(resources, "pids", pids);
        JsonArray own = new JsonArray();
        for (String type : namespaces) {
            JsonObject namespace = new JsonObject();
            namespace.addProperty("type", type);
            own.add(namespace);
        }
        JsonObject linux = new JsonObject();
        linux.add("resources", resources);
        linux.addProperty("cgroupsPath", cgroupsPath);
        linux.add("namespaces", own);
        linux.add("maskedPaths", DefaultSpec.array(DefaultSpec.MASKED_PATHS));
        linux.add("readonlyPaths", DefaultSpec.array(DefaultSpec.READONLY_PATHS));
        return linux;
    }

    private static void addUnlessEmpty(JsonObject parent, String name, JsonObject child) {
        if (!child.isEmpty()) {
            parent.add(name, child.deepCopy());
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new InvalidArgumentException(message);
        }
    }
}
