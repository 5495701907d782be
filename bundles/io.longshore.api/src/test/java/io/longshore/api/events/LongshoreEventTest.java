// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.TypedPayload;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Stdio;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LongshoreEventTest {
    private static final Namespace NS = new Namespace("ns");
    private static final ContainerId WEB = new ContainerId("web");
    private static final Exit EXIT = Exit.exited(42, Instant.ofEpochSecond(1));
    private static final TypedPayload OPTIONS = new TypedPayload("a.type", "a secret".getBytes(StandardCharsets.UTF_8));
    private static final SortedMap<String, String> LABELS = new TreeMap<>(Map.of("tier", "front"));

    /** An event of each kind, with what it must tell. */
    private record Example(LongshoreEvent event, String topic, Map<String, Object> attributes) {}

    private static final List<Example> EXAMPLES = List.of(
            new Example(
                    new TaskEvent.Created(
                            NS,
                            WEB,
                            "/run/b",
                            List.of(
                                    new Mount("bind", "/a", List.of("ro", "nodev")),
                                    new Mount("tmpfs", "b", List.of())),
                            new Stdio("/in", "/out", "/err", true),
                            "/c",
                            17),
                    "/tasks/create",
                    Map.ofEntries(
                            Map.entry("container_id", "web"),
                            Map.entry("pid", 17L),
                            Map.entry("bundle", "/run/b"),
                            Map.entry("rootfs.0.type", "bind"),
                            Map.entry("rootfs.0.source", "/a"),
                            Map.entry("rootfs.0.options", "ro,nodev"),
                            Map.entry("rootfs.1.type", "tmpfs"),
                            Map.entry("rootfs.1.source", "b"),
                            Map.entry("rootfs.1.options", ""),
                            Map.entry("io.stdin", "/in"),
                            Map.entry("io.stdout", "/out"),
                            Map.entry("io.stderr", "/err"),
                            Map.entry("io.terminal", true),
                            Map.entry("checkpoint", "/c"))),
            new Example(new TaskEvent.Started(NS, WEB, 17), "/tasks/start", Map.of("container_id", "web", "pid", 17L)),
            new Example(
                    new TaskEvent.Exited(NS, WEB, null, 17, EXIT),
                    "/tasks/exit",
                    Map.of(
                            "container_id", "web",
                            "id", "web",
                            "pid", 17L,
                            "exit_status", 42,
                            "exited_at", "1970-01-01T00:00:01Z",
                            "cause", "EXITED",
                            "detail", "")),
            new Example(new TaskEvent.OutOfMemory(NS, WEB), "/tasks/oom", Map.of("container_id", "web")),
            new Example(
                    new TaskEvent.ExecAdded(NS, WEB, new ExecId("sh")),
                    "/tasks/exec-added",
                    Map.of("container_id", "web", "exec_id", "sh")),
            new Example(
                    new TaskEvent.ExecStarted(NS, WEB, new ExecId("sh"), 18),
                    "/tasks/exec-started",
                    Map.of("container_id", "web", "exec_id", "sh", "pid", 18L)),
            new Example(new TaskEvent.Paused(NS, WEB), "/tasks/paused", Map.of("container_id", "web")),
            new Example(new TaskEvent.Resumed(NS, WEB), "/tasks/resumed", Map.of("container_id", "web")),
            new Example(
                    new TaskEvent.Checkpointed(NS, WEB, "/c"),
                    "/tasks/checkpointed",
                    Map.of("container_id", "web", "checkpoint", "/c")),
            new Example(
                    new TaskEvent.Deleted(NS, WEB, 17, EXIT),
                    "/tasks/delete",
                    Map.of(
                            "container_id", "web",
                            "id", "",
                            "pid", 17L,
                            "exit_status", 42,
                            "exited_at", "1970-01-01T00:00:01Z",
                            "cause", "EXITED",
                            "detail", "")),
            new Example(
                    new ContainerEvent.Created(
                            NS, WEB, "busybox", new RuntimeInfo("io.containerd.runtime.v1.linux", OPTIONS)),
                    "/containers/create",
                    Map.of(
                            "id", "web",
                            "container_id", "web",
                            "image", "busybox",
                            "runtime.name", "io.containerd.runtime.v1.linux",
                            "runtime.options", "a.type")),
            new Example(
                    new ContainerEvent.Updated(NS, WEB, "busybox", LABELS, "key"),
                    "/containers/update",
                    Map.of(
                            "id", "web",
                            "container_id", "web",
                            "image", "busybox",
                            "snapshot_key", "key",
                            "labels.tier", "front")),
            new Example(
                    new ContainerEvent.Deleted(NS, WEB),
                    "/containers/delete",
                    Map.of("id", "web", "container_id", "web")),
            new Example(
                    new NamespaceEvent.Created(NS, LABELS),
                    "/namespaces/create",
                    Map.of("name", "ns", "labels.tier", "front")),
            new Example(
                    new NamespaceEvent.Updated(NS, LABELS),
                    "/namespaces/update",
                    Map.of("name", "ns", "labels.tier", "front")),
            new Example(new NamespaceEvent.Deleted(NS), "/namespaces/delete", Map.of("name", "ns")));

    @Test
    void noKindOfEventIsForgottenHere() {
        assertThat(EXAMPLES.stream().<Class<?>>map(it -> it.event().getClass()))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(kinds(LongshoreEvent.class).toList());
    }

    @Test
    void everyEventTellsItsTopicAndFields() {
        assertThat(EXAMPLES).allSatisfy(example -> {
            assertThat(example.event().namespace()).isEqualTo(NS);
            assertThat(example.event().topic()).isEqualTo(example.topic());
            assertThat(example.event().attributes()).isEqualTo(example.attributes());
        });
    }

    @Test
    void topicsAreDistinct() {
        assertThat(EXAMPLES.stream().map(it -> it.event().topic())).doesNotHaveDuplicates();
    }

    @Test
    void attributesAreFlatValuesThatNobodyChanges() {
        assertThat(EXAMPLES).allSatisfy(example -> {
            SortedMap<String, Object> attributes = example.event().attributes();
            assertThat(attributes.values())
                    .hasOnlyElementsOfTypes(String.class, Integer.class, Long.class, Boolean.class);
            assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> attributes.put("x", "y"));
        });
    }

    @Test
    void aContainerWithoutOptionsOfItsRuntimeTellsNone() {
        assertThat(new ContainerEvent.Created(NS, WEB, "", RuntimeInfo.linuxV1()).attributes())
                .doesNotContainKey("runtime.options");
    }

    @Test
    void anAdditionalProcessIsNamedByItsExecId() {
        assertThat(new TaskEvent.Exited(NS, WEB, new ExecId("probe"), 18, EXIT).attributes())
                .containsEntry("id", "probe")
                .containsEntry("container_id", "web");
    }

    @Test
    void R9_anUnknownExitStatusIsAbsentAndNeverZero() {
        Exit unseen = new Exit(null, Instant.EPOCH, Exit.Cause.HOST_REBOOT, "the host restarted");

        assertThat(new TaskEvent.Exited(NS, WEB, null, 17, unseen).attributes())
                .doesNotContainKey("exit_status")
                .containsEntry("cause", "HOST_REBOOT")
                .containsEntry("detail", "the host restarted");
    }

    @Test
    void eventsKeepTheirOwnLabels() {
        SortedMap<String, String> labels = new TreeMap<>(LABELS);
        NamespaceEvent.Created created = new NamespaceEvent.Created(NS, labels);
        ContainerEvent.Updated updated = new ContainerEvent.Updated(NS, WEB, "", labels, "");

        labels.put("late", "yes");

        assertThat(created.labels()).isEqualTo(LABELS);
        assertThat(updated.labels()).isEqualTo(LABELS);
    }

    private static Stream<Class<?>> kinds(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(LongshoreEventTest::kinds)
                : Stream.of(type);
    }
}
