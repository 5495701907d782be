// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.TypedPayload;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerTest {
    private static final TypedPayload EXTENSION = new TypedPayload("t", new byte[] {1});

    @Test
    void aNewRecordHasTheDefaults() {
        Container container = builder().build();

        assertThat(container.runtime()).isEqualTo(RuntimeInfo.UNSPECIFIED);
        assertThat(container.spec()).isEqualTo(OciSpec.parse("{}").toPayload());
        assertThat(container.labels()).isEmpty();
        assertThat(container.image()).isEmpty();
        assertThat(container.createdAt()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void everyFieldSurvivesTheBuilder() {
        Container container = builder()
                .label("b", "2")
                .label("a", "1")
                .extension("x", EXTENSION)
                .image("docker.io/library/busybox:latest")
                .runtime(new RuntimeInfo("io.containerd.runc.v2", RuncOptions.NONE.toPayload()))
                .spec(OciSpec.parse("{\"ociVersion\":\"1.0.2\"}").toPayload())
                .snapshot("overlayfs", "key")
                .times(Instant.ofEpochSecond(1), Instant.ofEpochSecond(2))
                .build();

        assertThat(container.toBuilder().build()).isEqualTo(container);
        assertThat(container.labels()).containsExactly(Map.entry("a", "1"), Map.entry("b", "2"));
        assertThat(container.snapshotter()).isEqualTo("overlayfs");
        assertThat(container.snapshotKey()).isEqualTo("key");
        assertThat(container.updatedAt()).isEqualTo(Instant.ofEpochSecond(2));
    }

    @Test
    void nullRemovesALabelOrExtension() {
        Container container =
                builder().label("a", "1").extension("x", EXTENSION).build();

        Container without =
                container.toBuilder().label("a", null).extension("x", null).build();

        assertThat(without.labels()).isEmpty();
        assertThat(without.extensions()).isEmpty();
        assertThat(container.labels()).hasSize(1);
    }

    @Test
    void aRecordDoesNotChange() {
        Container.Builder builder = builder().label("a", "1");
        Container container = builder.build();

        builder.label("a", "2").extension("x", EXTENSION);

        assertThat(container.labels()).containsExactly(Map.entry("a", "1"));
        assertThat(container.extensions()).isEmpty();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> container.labels().put("b", "2"));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> container.extensions().clear());
    }

    @Test
    void aSnapshotKeyNeedsASnapshotter() {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> builder().snapshot("", "key").build());
        assertThat(builder().snapshot("overlayfs", "").build().snapshotter()).isEqualTo("overlayfs");
    }

    @Test
    void labelsAndExtensionsNeedNames() {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> builder().label("", "1").build());
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> builder().extension("", EXTENSION).build());
    }

    @Test
    void aLabelMayHave4096BytesOfUtf8() {
        String key = "ключ"; // 8 bytes

        assertThat(Container.checkedLabels(Map.of(key, "v".repeat(4088)))).hasSize(1);
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> Container.checkedLabels(Map.of(key, "v".repeat(4089))))
                .withMessageContaining(key)
                .withMessageContaining("4096 bytes");
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> Container.checkedLabels(Map.of("k".repeat(5000), "")))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    @Test
    void theMessageQuotesALabelWithoutWhatATerminalObeys() {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> Container.checkedLabels(Map.of("a\u001b[2J\n\u009b", "v".repeat(5000))))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b", "\n", "\u009b"));
    }

    @Test
    void checkedLabelsAreACopy() {
        Map<String, String> labels = new HashMap<>(Map.of("b", "2", "a", "1"));

        Map<String, String> checked = Container.checkedLabels(labels);
        labels.clear();

        assertThat(checked).containsExactly(Map.entry("a", "1"), Map.entry("b", "2"));
    }

    private static Container.Builder builder() {
        return Container.builder(new ContainerId("web"), OciSpec.parse("{}"));
    }
}
