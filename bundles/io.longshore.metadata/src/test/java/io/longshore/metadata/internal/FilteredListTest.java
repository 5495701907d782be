// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static io.longshore.metadata.internal.Examples.TEST;
import static io.longshore.metadata.internal.Examples.container;
import static io.longshore.metadata.internal.Examples.containerBuilder;
import static io.longshore.metadata.internal.Examples.full;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilteredListTest {
    private static final Namespace OTHER = new Namespace("other");

    private MetadataStore store;

    @BeforeEach
    void open(@TempDir Path directory) {
        store = MetadataStore.open(directory, new RecordingExchange(), Clock.systemUTC());
        store.containers().create(TEST, full("full"));
        store.containers().create(TEST, container("bare"));
        store.containers()
                .create(TEST, containerBuilder("web").label("tier", "front").build());
        store.containers()
                .create(OTHER, containerBuilder("web").label("tier", "back").build());
        store.namespaces().create(new Namespace("empty"), Map.of("io.example/owner", "ops"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<String> ids(String... filters) {
        return store.containers().list(TEST, filters).stream()
                .map(container -> container.id().value())
                .toList();
    }

    private Map<String, List<String>> allIds(String... filters) {
        SortedMap<String, List<String>> ids = new TreeMap<>();
        store.containers()
                .listAll(filters)
                .forEach((namespace, containers) -> ids.put(
                        namespace.name(),
                        containers.stream()
                                .map(container -> container.id().value())
                                .toList()));
        return ids;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "id==web; web",
                "id~=^(web|bare)$; bare web",
                "id!=web; bare full",
                "image; full",
                "image!=x; bare full web",
                "image~=busybox:; full",
                "runtime.name==io.containerd.runc.v2; full",
                "runtime.name~=linux$; bare web",
                "labels.tier; web",
                "labels.tier==front,id==web; web",
                "labels.a.b==1; full",
                "labels.\"a.b\"==1; full",
                "labels.\"größe\"~=日本; full",
                "labels.tier==front,id==full; ``",
                "labels; ``",
                "runtime; ``",
                "snapshotter; full",
                "snapshotter==overlayfs,snapshotkey~=^key-; full",
                "snapshotkey; full",
                "snapshotter!=overlayfs; bare web",
                "snapshotter.x; ``",
                "`id==web,tier`; ``",
            })
    void containersAreFilteredByContainerdsFieldsAndTheirSnapshot(String filter, String expected) {
        assertThat(String.join(" ", ids(filter))).isEqualTo(expected);
    }

    @Test
    void severalFiltersGiveWhatAnyOfThemGives() {
        assertThat(ids("labels.tier", "id==bare", "id==web")).containsExactly("bare", "web");
        assertThat(ids()).containsExactly("bare", "full", "web");
    }

    @Test
    void allNamespacesAreListedTogetherAndThoseWithoutAMatchAreLeftOut() {
        assertThat(allIds()).isEqualTo(Map.of("test", List.of("bare", "full", "web"), "other", List.of("web")));
        assertThat(allIds("id==web")).isEqualTo(Map.of("test", List.of("web"), "other", List.of("web")));
        assertThat(allIds("labels.tier==back")).isEqualTo(Map.of("other", List.of("web")));
        assertThat(store.containers().listAll().keySet()).containsExactly(OTHER, TEST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "name~=^(test|other)$; other test",
                "name==test; test",
                "labels.\"io.example/owner\"==ops; empty",
                "labels.\"io.example/owner\"!=ops; other test",
                "id; ''",
            })
    void namespacesAreFilteredByNameAndLabels(String filter, String expected) {
        assertThat(store.namespaces().list(filter))
                .extracting(Namespace::name)
                .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"id=web", "labels.~=["})
    void aWrongFilterIsRefused(String filter) {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> store.containers().list(TEST, filter));
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> store.containers().listAll(filter));
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> store.namespaces().list(filter));
    }
}
