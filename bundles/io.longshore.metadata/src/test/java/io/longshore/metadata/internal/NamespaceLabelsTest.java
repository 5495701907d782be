// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static io.longshore.metadata.internal.Examples.TEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.containers.NamespaceStore;
import io.longshore.api.events.NamespaceEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamespaceLabelsTest {
    private final RecordingExchange exchange = new RecordingExchange();
    private MetadataStore store;
    private NamespaceStore namespaces;

    @BeforeEach
    void open(@TempDir Path directory) {
        store = MetadataStore.open(directory, exchange, Clock.systemUTC());
        namespaces = store.namespaces();
        namespaces.create(TEST, Map.of("a.b", "1", "c", "2"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void oneLabelWithDotsIsReplacedAddedOrRemovedAlone() {
        assertThat(namespaces.updateLabels(TEST, Map.of("a.b", "9", "c", "9"), Set.of("labels.a.b")))
                .isEqualTo(Map.of("a.b", "9", "c", "2"));
        assertThat(namespaces.updateLabels(TEST, Map.of("new", ""), Set.of("labels.new", "labels.c")))
                .isEqualTo(Map.of("a.b", "9", "new", ""));
        assertThat(namespaces.updateLabels(TEST, Map.of(), Set.of("labels.none")))
                .isEqualTo(namespaces.labels(TEST))
                .isEqualTo(Map.of("a.b", "9", "new", ""));
    }

    @Test
    void withoutPathsAllAreReplaced() {
        assertThat(namespaces.updateLabels(TEST, Map.of("x", "y"), Set.of())).isEqualTo(Map.of("x", "y"));
    }

    @Test
    void theEventTellsTheLabelsAsTheyAreNow() {
        exchange.events.clear();

        namespaces.updateLabels(TEST, Map.of("c", "3"), Set.of("labels.c"));

        assertThat(exchange.events)
                .containsExactly(new NamespaceEvent.Updated(TEST, new TreeMap<>(Map.of("a.b", "1", "c", "3"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "labels", "labels.", "name", "Labels.x"})
    void otherPathsAreRefusedAndChangeNothing(String path) {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> namespaces.updateLabels(TEST, Map.of("c", "3"), Set.of("labels.c", path)))
                .withMessageContaining("'" + path + "'");
        assertThat(namespaces.labels(TEST)).isEqualTo(Map.of("a.b", "1", "c", "2"));
    }

    @Test
    void anUnknownNamespaceIsNotFoundAndALabelThatIsTooLongIsInvalid() {
        Map<String, String> tooLong = Map.of("c", "x".repeat(4096));

        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> namespaces.updateLabels(new Namespace("none"), Map.of(), Set.of("labels.c")));
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> namespaces.updateLabels(TEST, tooLong, Set.of("labels.c")));
    }

    @Test
    void changesOfDifferentLabelsAtTheSameTimeAddUp() throws Exception {
        namespaces.setLabels(TEST, Map.of());
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 200; i++) {
            String key = "k" + i;
            threads.execute(() -> namespaces.updateLabels(TEST, Map.of(key, "v"), Set.of("labels." + key)));
        }
        threads.shutdown();

        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(namespaces.labels(TEST)).hasSize(200);
    }
}
