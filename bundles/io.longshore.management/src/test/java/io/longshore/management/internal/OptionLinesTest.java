// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.RuncCreateOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each option reaches its own place in the API. */
class OptionLinesTest {
    private static final Namespace BLUE = new Namespace("blue");
    private static final ContainerId WEB = new ContainerId("web");

    @Test
    void everyOptionOfACheckpointIsWhatItSays() {
        assertThat(CheckpointRequest.of(new String[] {"exit", "terminal=true", "emptyNamespaces=network,ipc"}))
                .isEqualTo(new CheckpointOptions(true, false, false, true, false, List.of("network", "ipc"), "", ""));
        assertThat(CheckpointRequest.of(new String[] {
                    "openTcp", "externalUnixSockets", "fileLocks", "cgroupsMode=soft", "workPath=/work"
                }))
                .isEqualTo(new CheckpointOptions(false, true, true, false, true, List.of(), "soft", "/work"));
        assertThat(CheckpointRequest.of(new String[0])).isEqualTo(CheckpointOptions.DEFAULT);
    }

    @Test
    void everyOptionOfANewTaskIsWhatItSays() {
        CreateOptions options = NewTask.of(
                "/checkpoint",
                new String[] {"bind /srv/web rbind,ro", "tmpfs  tmpfs"},
                new String[] {"noPivotRoot", "shimCgroup=/shims", "ioUid=7", "openTcp", "terminal", "cgroupsMode=soft"},
                "/out");

        assertThat(options.checkpoint()).isEqualTo("/checkpoint");
        assertThat(options.stdio().stdout()).isEqualTo("file:///out");
        assertThat(options.rootfs())
                .containsExactly(
                        new Mount("bind", "/srv/web", List.of("rbind", "ro")), new Mount("tmpfs", "tmpfs", List.of()));
        assertThat(options.runc())
                .isEqualTo(new RuncCreateOptions(
                        true, false, "/shims", 7, 0, true, false, true, false, List.of(), "soft", "", ""));
        assertThat(NewTask.of(
                                "",
                                new String[0],
                                new String[] {
                                    "noNewKeyring",
                                    "ioGid=8",
                                    "externalUnixSockets",
                                    "fileLocks",
                                    "emptyNamespaces=ipc",
                                    "criuWorkPath=/work",
                                    "criuImagePath=/image"
                                },
                                "")
                        .runc())
                .isEqualTo(new RuncCreateOptions(
                        false, true, "", 0, 8, false, true, false, true, List.of("ipc"), "", "/work", "/image"));
        assertThat(NewTask.of("", new String[0], new String[0], "")).isEqualTo(CreateOptions.DEFAULT);
    }

    @Test
    void aCheckpointIsCreatedFromByTheRuntime() throws Exception {
        try (Managed managed = new Managed()) {
            ScriptedTask task = new ScriptedTask("blue", "web");
            managed.runtime.onCreate = () -> task.task;

            managed.call(Managed.runtime(), "createTaskFromCheckpoint", "blue", "web", "/checkpoint", "");

            assertThat(managed.runtime.created)
                    .containsExactly(CreateOptions.DEFAULT.withCheckpoint(Path.of("/checkpoint")));
        }
    }

    @Test
    void fieldsOfARecordAreWhatTheySay() {
        Container.Builder record = record().toBuilder();
        RecordFields.set(record, new String[] {
            "image=busybox",
            "runtime=io.containerd.runc.v2",
            "runc.runtime=crun",
            "runc.runtimeRoot=/state",
            "runc.criuPath=/criu",
            "runc.systemdCgroup",
            "snapshotter=overlayfs",
            "snapshotkey=key"
        });

        Container made = record.build();
        assertThat(made.image()).isEqualTo("busybox");
        assertThat(made.runtime())
                .isEqualTo(new RuntimeInfo(
                        "io.containerd.runc.v2", new RuncOptions("crun", "/state", "/criu", true).toPayload()));
        assertThat(made.snapshotter()).isEqualTo("overlayfs");
        assertThat(made.snapshotKey()).isEqualTo("key");

        Container.Builder changed = made.toBuilder();
        assertThat(RecordFields.change(changed, made, new String[] {"spec={\"a\":1}", "snapshotkey=other"}))
                .containsExactly("snapshotkey", "spec");
        assertThat(changed.build().spec().text()).isEqualTo("{\"a\":1}");
        assertThat(changed.build().snapshotKey()).isEqualTo("other");
        assertThat(changed.build().image()).isEqualTo("busybox");
    }

    @Test
    void whatIsNotKnownOrTwiceOrOfTheWrongKindIsRefused() {
        Set<String> known = Set.of("a", "b");
        assertRefused("options has one that is not known; there are a, b", () -> parse(known, "s3cret"));
        assertRefused("options has a twice", () -> parse(known, "a", "a=b"));
        assertRefused(
                "options: a must be true or false", () -> parse(known, "a=yes").flag("a"));
        assertRefused("options: a must be a number", () -> parse(known, "a=x").number("a"));
        assertRefused(
                "fields must name at least one field",
                () -> RecordFields.change(record().toBuilder(), record(), new String[0]));
    }

    private static OptionLines parse(Set<String> known, String... lines) {
        return OptionLines.parse("options", lines, known);
    }

    private static Container record() {
        return Container.builder(WEB, OciSpec.builder(BLUE, WEB).args("true").build())
                .build();
    }

    private static void assertRefused(String message, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage(message);
    }
}
