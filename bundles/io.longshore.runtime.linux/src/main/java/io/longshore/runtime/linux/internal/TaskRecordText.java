// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.LongshoreException;
import io.longshore.api.Namespace;
import io.longshore.api.TypedPayload;
import io.longshore.api.UnknownException;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.runtime.linux.internal.cgroup.Cgroup;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A task record as the text of a properties file, which a person can read when all else fails. */
final class TaskRecordText {
    private static final String VERSION = "2";
    /** Of a version of Longshore that wrote no checksum. */
    private static final String UNCHECKED_VERSION = "1";

    private static final String CHECKSUM = "checksum";

    /** Of the file, if that may have room behind the record. */
    private static final String SIZE = "size";

    private static final String CGROUP = "cgroup.";

    /** A line that has nothing to be escaped. */
    private static final Pattern PLAIN = Pattern.compile("[a-z_.]+=([0-9A-Za-z_][0-9A-Za-z_ .:+-]*)?");

    private TaskRecordText() {}

    /** @param size of the file, which may have room behind this */
    static byte[] format(TaskRecord record, int size) {
        Properties values = values(record, size);
        values.setProperty(CHECKSUM, checksum(values));
        return text(values);
    }

    /**
     * What is to be added to the lines of one record so that they are those of another, since of two lines with the same key the
     * later one counts. Empty if that cannot be: one of them has to go.
     *
     * @param size of the file in which the first one is
     */
    static Optional<byte[]> changes(TaskRecord from, TaskRecord to, int size) {
        Properties before = values(from, size);
        Properties values = values(to, size);
        if (!values.keySet().containsAll(before.keySet())) {
            return Optional.empty();
        }
        Properties changed = new Properties();
        values.forEach((key, value) -> {
            if (!value.equals(before.get(key))) {
                changed.put(key, value);
            }
        });
        changed.setProperty(CHECKSUM, checksum(values));
        return Optional.of(plainText(changed).orElseGet(() -> text(changed)));
    }

    /** As {@link #text}, in a fraction of its time, and without the date, since somebody waits; empty if something is to be escaped. */
    private static Optional<byte[]> plainText(Properties values) {
        StringBuilder text = new StringBuilder();
        for (String key : values.stringPropertyNames()) {
            String line = key + "=" + values.getProperty(key);
            if (!PLAIN.matcher(line).matches()) {
                return Optional.empty();
            }
            text.append(line).append('\n');
        }
        return Optional.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] text(Properties values) {
        StringWriter text = new StringWriter();
        try {
            values.store(text, null);
        } catch (IOException e) {
            throw new IllegalStateException("a StringWriter does not fail", e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Properties values(TaskRecord record, int size) {
        ShimLaunch launch = record.launch();
        Properties values = new Properties();
        values.setProperty("version", VERSION);
        values.setProperty(SIZE, String.valueOf(size));
        values.setProperty("told", record.told().name());
        values.setProperty("boot_id", record.bootId());
        values.setProperty("namespace", launch.namespace().name());
        values.setProperty("id", launch.id().value());
        values.setProperty("bundle", launch.bundle().toString());
        values.setProperty("work", launch.workDirectory().toString());
        values.setProperty("shim.kind", record.shimKind());
        values.setProperty("shim.binary", launch.shimBinary());
        values.setProperty("shim.cgroup", launch.cgroup());
        values.setProperty("shim.debug", String.valueOf(launch.debug()));
        if (!launch.group().isEmpty()) {
            values.setProperty("shim.group", launch.group());
        }
        TypedPayload options = launch.options();
        if (options != null) {
            values.setProperty("shim.options.type", options.typeUrl());
            values.setProperty("shim.options.value", Base64.getEncoder().encodeToString(options.value()));
        }
        values.setProperty("runc.runtime", launch.runc().runtime());
        values.setProperty("runc.root", launch.runc().runtimeRoot());
        values.setProperty("runc.criu", launch.runc().criuPath());
        values.setProperty("runc.systemd", String.valueOf(launch.runc().systemdCgroup()));
        values.setProperty("stdin", record.stdio().stdin());
        values.setProperty("stdout", record.stdio().stdout());
        values.setProperty("stderr", record.stdio().stderr());
        values.setProperty("terminal", String.valueOf(record.stdio().terminal()));
        format(record.rootfs(), values);
        values.setProperty("checkpoint", record.checkpoint());
        format(record.process(), values);
        values.setProperty("created_at", record.createdAt().toString());
        // also when it is not so, since it may have been before
        values.setProperty("starting", String.valueOf(record.starting()));
        values.setProperty("paused", String.valueOf(record.paused()));
        if (record.startedAt() != null) {
            values.setProperty("started_at", record.startedAt().toString());
        }
        Exit exit = record.exit();
        if (exit != null) {
            if (exit.status() != null) {
                values.setProperty("exit.status", String.valueOf(exit.status()));
            }
            values.setProperty("exit.at", exit.at().toString());
            values.setProperty("exit.cause", exit.cause().name());
            values.setProperty("exit.detail", exit.detail());
        }
        MemoryTold memory = record.memoryTold();
        if (memory != null) {
            values.setProperty("oom.kills", String.valueOf(memory.kills()));
            values.setProperty("oom.since", String.valueOf(memory.since()));
        }
        values.setProperty("since", String.valueOf(record.since()));
        return values;
    }

    private static void format(List<Mount> rootfs, Properties values) {
        for (int i = 0; i < rootfs.size(); i++) {
            Mount mount = rootfs.get(i);
            values.setProperty("rootfs." + i + ".type", mount.type());
            values.setProperty("rootfs." + i + ".source", mount.source());
            for (int j = 0; j < mount.options().size(); j++) {
                values.setProperty(
                        "rootfs." + i + ".option." + j, mount.options().get(j));
            }
        }
    }

    private static void format(FirstProcess process, Properties values) {
        values.setProperty("pid", String.valueOf(process.pid()));
        values.setProperty("pid.start_time", String.valueOf(process.startTime()));
        if (process.cgroup() != null) {
            process.cgroup()
                    .directories()
                    .forEach((name, directory) -> values.setProperty(CGROUP + name, directory.toString()));
        }
    }

    /** @throws UnknownException if this is not the text of a task record */
    static TaskRecord parse(byte[] content) {
        Properties values = new Properties();
        try {
            values.load(new StringReader(new String(content, StandardCharsets.UTF_8)));
            check(values, content.length);
            ShimLaunch launch = new ShimLaunch(
                    new Namespace(get(values, "namespace")),
                    new ContainerId(get(values, "id")),
                    directory(values, "bundle"),
                    directory(values, "work"),
                    get(values, "shim.binary"),
                    new RuncOptions(
                            get(values, "runc.runtime"),
                            get(values, "runc.root"),
                            get(values, "runc.criu"),
                            Boolean.parseBoolean(get(values, "runc.systemd"))),
                    get(values, "shim.cgroup"),
                    Boolean.parseBoolean(get(values, "shim.debug")),
                    values.getProperty("shim.group", ""),
                    options(values));
            Stdio stdio = new Stdio(
                    get(values, "stdin"),
                    get(values, "stdout"),
                    get(values, "stderr"),
                    Boolean.parseBoolean(get(values, "terminal")));
            String started = values.getProperty("started_at");
            return new TaskRecord(
                    TaskRecord.Told.valueOf(get(values, "told")),
                    get(values, "boot_id"),
                    get(values, "shim.kind"),
                    launch,
                    stdio,
                    rootfs(values),
                    values.getProperty("checkpoint", ""),
                    process(values),
                    Instant.parse(get(values, "created_at")),
                    Boolean.parseBoolean(values.getProperty("starting")),
                    started == null ? null : Instant.parse(started),
                    Boolean.parseBoolean(values.getProperty("paused")),
                    exit(values),
                    memoryTold(values),
                    Long.parseLong(values.getProperty("since", "0")));
        } catch (IOException | IllegalArgumentException | DateTimeException | LongshoreException e) {
            throw new UnknownException("the task record cannot be read: " + e.getMessage(), e);
        }
    }

    private static void check(Properties values, int size) {
        String version = values.getProperty("version");
        if (!VERSION.equals(version) && !UNCHECKED_VERSION.equals(version)) {
            throw new UnknownException("the task record is of version " + version);
        }
        Object noted = values.remove(CHECKSUM);
        if (VERSION.equals(version) && !checksum(values).equals(noted)) {
            throw new UnknownException("the task record is damaged: its checksum is not that of what it says");
        }
        // what was added may be missing at its end
        String whole = values.getProperty(SIZE);
        if (VERSION.equals(version) && whole != null && !whole.equals(String.valueOf(size))) {
            throw new UnknownException("the task record is damaged: it has " + size + " of " + whole + " bytes");
        }
    }

    /** Against accidents, not against forgers: what was altered would have us signal and remove what is not the task's. */
    private static String checksum(Properties values) {
        CRC32C sum = new CRC32C();
        for (String key : new TreeSet<>(values.stringPropertyNames())) {
            sum.update((key + "\0" + values.getProperty(key) + "\0").getBytes(StandardCharsets.UTF_8));
        }
        return Long.toHexString(sum.getValue());
    }

    /** In the directory of a namespace, in one of the runtime. */
    private static Path directory(Properties values, String key) {
        Path directory = Path.of(get(values, key));
        if (!directory.isAbsolute() || directory.getNameCount() < 3) {
            throw new IllegalArgumentException("'" + key + "' is no directory of a task: " + directory);
        }
        return directory;
    }

    private static List<Mount> rootfs(Properties values) {
        List<Mount> rootfs = new ArrayList<>();
        while (true) {
            String mount = "rootfs." + rootfs.size();
            String type = values.getProperty(mount + ".type");
            if (type == null) {
                return rootfs;
            }
            List<String> options = new ArrayList<>();
            String option = values.getProperty(mount + ".option.0");
            while (option != null) {
                options.add(option);
                option = values.getProperty(mount + ".option." + options.size());
            }
            rootfs.add(new Mount(type, get(values, mount + ".source"), options));
        }
    }

    private static @Nullable TypedPayload options(Properties values) {
        String type = values.getProperty("shim.options.type");
        return type == null
                ? null
                : new TypedPayload(type, Base64.getDecoder().decode(get(values, "shim.options.value")));
    }

    private static FirstProcess process(Properties values) {
        Map<String, Path> cgroup = new TreeMap<>();
        for (String key : values.stringPropertyNames()) {
            if (key.startsWith(CGROUP)) {
                cgroup.put(key.substring(CGROUP.length()), Path.of(get(values, key)));
            }
        }
        return new FirstProcess(
                Long.parseLong(get(values, "pid")),
                Long.parseLong(values.getProperty("pid.start_time", "0")),
                cgroup.isEmpty() ? null : new Cgroup(cgroup));
    }

    private static @Nullable Exit exit(Properties values) {
        if (values.getProperty("exit.at") == null) {
            return null;
        }
        String status = values.getProperty("exit.status");
        return new Exit(
                status == null ? null : Integer.valueOf(status),
                Instant.parse(get(values, "exit.at")),
                Exit.Cause.valueOf(get(values, "exit.cause")),
                get(values, "exit.detail"));
    }

    private static @Nullable MemoryTold memoryTold(Properties values) {
        return values.getProperty("oom.kills") == null
                ? null
                : new MemoryTold(Long.parseLong(get(values, "oom.kills")), Long.parseLong(get(values, "oom.since")));
    }

    private static String get(Properties values, String key) {
        String value = values.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException("'" + key + "' is missing");
        }
        return value;
    }
}
