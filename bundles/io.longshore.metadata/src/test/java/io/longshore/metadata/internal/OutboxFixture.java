// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static io.longshore.metadata.internal.Examples.TEST;
import static io.longshore.metadata.internal.Examples.container;
import static io.longshore.metadata.internal.Examples.containerBuilder;
import static io.longshore.metadata.internal.Examples.full;
import static io.longshore.metadata.internal.Examples.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.UnavailableException;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.NamespaceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A store in a directory of its own, that tells a recording exchange. */
final class OutboxFixture {
    static final List<LongshoreEvent> ALL_KINDS = List.of(
            new NamespaceEvent.Created(TEST, new TreeMap<>(Map.of("größe", ""))),
            new NamespaceEvent.Updated(TEST, new TreeMap<>(Map.of("a", "b"))),
            new ContainerEvent.Created(
                    TEST, id("c"), full("c").image(), full("c").runtime()),
            new ContainerEvent.Created(TEST, id("d"), "", container("d").runtime()),
            new ContainerEvent.Updated(TEST, id("c"), "other", full("c").labels(), "key-c"),
            new ContainerEvent.Deleted(TEST, id("c")),
            new ContainerEvent.Deleted(TEST, id("d")),
            new NamespaceEvent.Deleted(TEST));

    private final Path temp;
    private final Path directory;
    private final RecordingExchange exchange;

    /** In a directory that is not there yet. */
    OutboxFixture(Path temp, RecordingExchange exchange) {
        this.temp = temp;
        this.directory = temp.resolve("metadata");
        this.exchange = exchange;
    }

    Path directory() {
        return directory;
    }

    MetadataStore open() {
        return MetadataStore.open(directory, exchange, Clock.systemUTC());
    }

    /** Makes one of all kinds of events, in the order of {@link #ALL_KINDS}. */
    static void changeAll(MetadataStore store) {
        store.namespaces().create(TEST, Map.of("größe", ""));
        store.namespaces().setLabels(TEST, Map.of("a", "b"));
        store.containers().create(TEST, full("c"));
        store.containers().create(TEST, container("d"));
        store.containers().update(TEST, containerBuilder("c").image("other").build(), Set.of("image"));
        store.containers().delete(TEST, id("c"));
        store.containers().delete(TEST, id("d"));
        store.namespaces().delete(TEST);
    }

    /** What a kill at this moment would leave. */
    Path crashed(String name) throws IOException {
        Path copy = Files.createDirectory(temp.resolve(name));
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    /** What a store tells that is opened on what a kill left. */
    static List<LongshoreEvent> openedAnew(Path copy, RecordingExchange known) {
        MetadataStore.open(copy, known, Clock.systemUTC()).close();
        return known.events;
    }

    static Consumer<LongshoreEvent> refusing(LongshoreEvent refused) {
        return event -> {
            if (event.equals(refused)) {
                throw new UnavailableException("not this one");
            }
        };
    }

    static List<LongshoreEvent> withLast(int place) {
        List<LongshoreEvent> order = new ArrayList<>(ALL_KINDS);
        order.add(order.remove(place));
        return order;
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
