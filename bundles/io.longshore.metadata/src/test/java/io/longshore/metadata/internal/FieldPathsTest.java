// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static io.longshore.metadata.internal.Examples.containerBuilder;
import static io.longshore.metadata.internal.Examples.full;
import static io.longshore.metadata.internal.Examples.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.RuntimeInfo;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldPathsTest {
    private final Container stored = full("c");
    private final Container given = containerBuilder("c")
            .label("a.b", "2")
            .label("new", "n")
            .image("other")
            .runtime(stored.runtime())
            .snapshot("overlayfs", "other-key")
            .extension("x", payload("type.x", "two"))
            .spec(payload("spec", "other"))
            .build();

    private Container update(String... paths) {
        return new FieldPaths(Set.of(paths)).apply(stored, given);
    }

    @Test
    void labelsReplacesAllLabels() {
        assertThat(update("labels"))
                .isEqualTo(stored.toBuilder()
                        .label("a.b", "2")
                        .label("new", "n")
                        .label("größe", null)
                        .build());
    }

    @Test
    void oneLabelWithDotsIsReplacedAlone() {
        assertThat(update("labels.a.b"))
                .isEqualTo(stored.toBuilder().label("a.b", "2").build());
    }

    @Test
    void aLabelThatTheGivenRecordLacksIsRemoved() {
        assertThat(update("labels.größe"))
                .isEqualTo(stored.toBuilder().label("größe", null).build());
    }

    @Test
    void aLabelThatNeitherHasIsNoError() {
        assertThat(update("labels.none")).isEqualTo(stored);
    }

    @Test
    void specImageAndSnapshotKeyAreReplacedAlone() {
        assertThat(update("spec"))
                .isEqualTo(stored.toBuilder().spec(given.spec()).build());
        assertThat(update("image")).isEqualTo(stored.toBuilder().image("other").build());
        assertThat(update("snapshotkey"))
                .isEqualTo(stored.toBuilder().snapshot("overlayfs", "other-key").build());
    }

    @Test
    void extensionsAreReplacedAllOrOne() {
        assertThat(update("extensions").extensions()).isEqualTo(Map.of("x", payload("type.x", "two")));
        assertThat(update("extensions.x"))
                .isEqualTo(stored.toBuilder()
                        .extension("x", payload("type.x", "two"))
                        .build());
        assertThat(update("extensions.y.z").extensions()).containsOnlyKeys("x");
    }

    @Test
    void severalPathsWorkTogether() {
        assertThat(update("image", "labels.new"))
                .isEqualTo(stored.toBuilder().image("other").label("new", "n").build());
    }

    @Test
    void withoutPathsAllOfThemAreReplaced() {
        assertThat(update()).isEqualTo(given);
    }

    @Test
    void withoutPathsTheOptionsOfTheRuntimeStay() {
        Container otherOptions = given.toBuilder()
                .runtime(new RuntimeInfo(stored.runtime().name(), null))
                .build();

        assertThat(new FieldPaths(Set.of()).apply(stored, otherOptions).runtime())
                .isEqualTo(stored.runtime());
    }

    @Test
    void withoutPathsAnotherRuntimeOrSnapshotterIsRefused() {
        FieldPaths all = new FieldPaths(Set.of());
        Container runtime =
                given.toBuilder().runtime(new RuntimeInfo("other", null)).build();
        Container snapshotter = given.toBuilder().snapshot("native", "k").build();

        assertThatThrownBy(() -> all.apply(stored, runtime))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("runtime");
        assertThatThrownBy(() -> all.apply(stored, snapshotter))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("snapshotter");
    }

    @Test
    void withAPathAnotherRuntimeIsIgnored() {
        Container runtime =
                given.toBuilder().runtime(new RuntimeInfo("other", null)).build();

        assertThat(new FieldPaths(Set.of("image")).apply(stored, runtime).runtime())
                .isEqualTo(stored.runtime());
    }

    @Test
    void aSnapshotKeyWithoutASnapshotterIsRefused() {
        Container plain = Examples.container("c");

        assertThatThrownBy(() -> new FieldPaths(Set.of("snapshotkey")).apply(plain, given))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "id",
                "runtime",
                "runtime.name",
                "snapshotter",
                "labels.",
                "extensions.",
                "Labels",
                "specs",
                "spec.x",
                "createdat",
                "labelsx"
            })
    void otherPathsAreRefused(String path) {
        Set<String> paths = Set.of(path);

        assertThatThrownBy(() -> new FieldPaths(paths))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("'" + path + "'");
    }
}
