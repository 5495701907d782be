// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.TypedPayload;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.NamespaceEvent;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Stdio;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What the tests publish, and where. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-11-24T10:11:12.123456789Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    /** Small enough that everything here needs many segments and the disk. */
    static final Settings SMALL = new Settings(4096, 1000, 16, Settings.Fsync.INTERVAL, Duration.ofMillis(50));

    private static final Namespace NAMESPACE = new Namespace("apps");
    private static final ContainerId ID = new ContainerId("web-1");

    private Samples() {}

    /** An event that can be told from others by its pid. */
    static LongshoreEvent started(long pid) {
        return new TaskEvent.Started(NAMESPACE, ID, pid);
    }

    static long pid(EventRecord event) {
        return ((TaskEvent.Started) event.event()).pid();
    }

    static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    static List<Long> numbers(List<EventRecord> events) {
        return events.stream().map(EventRecord::sequence).toList();
    }

    static TaskEvent.Exited exited() {
        Exit exit = new Exit(137, NOW, Exit.Cause.OOM_KILLED, "größer als erlaubt");
        return new TaskEvent.Exited(NAMESPACE, ID, new ExecId("shell.1"), 4711, exit);
    }

    /** At least one of each type, with and without what may be absent. */
    static List<LongshoreEvent> all() {
        SortedMap<String, String> labels = new TreeMap<>(Map.of("io.example/a", "1", "b", "", "größe", "\ud83d\udea2"));
        Stdio stdio = new Stdio("/in", "file:///out", "", true);
        Mount mount = new Mount("overlay", "overlay", List.of("lowerdir=/a:/b", "ro"));
        TypedPayload options = new TypedPayload("a.type", new byte[] {0, -1, 65});
        List<LongshoreEvent> all = new ArrayList<>(List.of(
                new TaskEvent.Created(NAMESPACE, ID, "/run/bundle", List.of(mount, mount), stdio, "/images/é", 4711),
                new TaskEvent.Created(NAMESPACE, ID, "", List.of(), Stdio.NULL, 1),
                started(Long.MAX_VALUE),
                exited(),
                new TaskEvent.OutOfMemory(NAMESPACE, ID),
                new TaskEvent.ExecAdded(NAMESPACE, ID, new ExecId("exec")),
                new TaskEvent.ExecStarted(NAMESPACE, ID, new ExecId("exec"), 43),
                new TaskEvent.Paused(NAMESPACE, ID),
                new TaskEvent.Resumed(NAMESPACE, ID),
                new TaskEvent.Checkpointed(NAMESPACE, ID, "/var/checkpoint"),
                new TaskEvent.Deleted(NAMESPACE, ID, 0, Exit.exited(0, NOW)),
                new ContainerEvent.Created(NAMESPACE, ID, "busybox:1.36", RuntimeInfo.linuxV1()),
                new ContainerEvent.Created(NAMESPACE, ID, "", new RuntimeInfo("io.containerd.runc.v2", options)),
                new ContainerEvent.Updated(NAMESPACE, ID, "", labels, "snapshot"),
                new ContainerEvent.Deleted(NAMESPACE, ID),
                new NamespaceEvent.Created(NAMESPACE, labels),
                new NamespaceEvent.Updated(NAMESPACE, new TreeMap<>()),
                new NamespaceEvent.Updated(NAMESPACE, labels),
                new NamespaceEvent.Deleted(NAMESPACE)));
        for (Exit.Cause cause : Exit.Cause.values()) {
            all.add(new TaskEvent.Exited(NAMESPACE, ID, null, 1, new Exit(null, Instant.EPOCH, cause, "")));
        }
        return all;
    }

    /** What a crash at this moment would leave: the lock is free, and nothing was closed. */
    static Path crashed(Path directory, Path copy) {
        try (Stream<Path> files = Files.list(directory)) {
            Files.createDirectories(copy);
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> segments(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".journal"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
