// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static io.longshore.metadata.internal.Examples.TEST;
import static io.longshore.metadata.internal.Examples.container;
import static io.longshore.metadata.internal.Examples.containerBuilder;
import static io.longshore.metadata.internal.Examples.full;
import static io.longshore.metadata.internal.Examples.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.containers.Container;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.NamespaceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00.123456789Z");

    @TempDir
    Path temp;

    private final RecordingExchange exchange = new RecordingExchange();
    private MetadataStore store;

    private Path directory() {
        return temp.resolve("longshore/metadata");
    }

    @BeforeEach
    void open() {
        store = MetadataStore.open(directory(), exchange, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void reopen() {
        store.close();
        open();
    }

    @Test
    void aContainerIsThereAfterAReopenWithItsTimesToTheNanosecond() {
        Container created = store.containers().create(TEST, full("c"));
        reopen();

        assertThat(created).isEqualTo(full("c").toBuilder().times(NOW, NOW).build());
        assertThat(store.containers().get(TEST, id("c"))).isEqualTo(created);
    }

    @Test
    void theTimesOfTheGivenRecordDoNotCount() {
        Instant other = Instant.parse("2001-01-01T00:00:00Z");

        Container created = store.containers()
                .create(TEST, containerBuilder("c").times(other, other).build());

        assertThat(created.createdAt()).isEqualTo(NOW);
        assertThat(created.updatedAt()).isEqualTo(NOW);
    }

    @Test
    void anIdCanBeUsedOncePerNamespace() {
        store.containers().create(TEST, container("c"));
        store.containers().create(Namespace.DEFAULT, container("c"));

        assertThatThrownBy(() -> store.containers().create(TEST, container("c")))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining("c")
                .hasMessageContaining("test");
    }

    @Test
    void aListIsOrderedAndOfOneNamespace() {
        Stream.of("b", "a", "c").forEach(id -> store.containers().create(TEST, container(id)));
        store.containers().create(new Namespace("test2"), container("x"));
        store.containers().create(new Namespace("tes"), container("y"));
        reopen();

        assertThat(store.containers().list(TEST)).extracting(Container::id).containsExactly(id("a"), id("b"), id("c"));
        assertThat(store.containers().list(new Namespace("unknown"))).isEmpty();
    }

    @Test
    void anUpdateIsLaterThanTheLastOneEvenIfTheClockStands() {
        store.containers().create(TEST, container("c"));

        Container updated =
                store.containers().update(TEST, containerBuilder("c").image("i").build(), Set.of("image"));
        reopen();

        assertThat(updated.image()).isEqualTo("i");
        assertThat(updated.createdAt()).isEqualTo(NOW);
        assertThat(updated.updatedAt()).isEqualTo(NOW.plusNanos(1));
        assertThat(store.containers().get(TEST, id("c"))).isEqualTo(updated);
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        assertThatThrownBy(() -> store.containers().get(TEST, id("c"))).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> store.containers().update(TEST, container("c"), Set.of()))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> store.containers().delete(TEST, id("c"))).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> store.namespaces().labels(TEST)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> store.namespaces().setLabels(TEST, Map.of())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> store.namespaces().delete(TEST)).isInstanceOf(NotFoundException.class);
        assertThat(exchange.events).isEmpty();
    }

    @Test
    void anUnknownFieldPathIsInvalidAndChangesNothing() {
        Container created = store.containers().create(TEST, container("c"));

        assertThatThrownBy(() -> store.containers()
                        .update(TEST, containerBuilder("c").image("i").build(), Set.of("image", "id")))
                .isInstanceOf(InvalidArgumentException.class);
        assertThat(store.containers().get(TEST, id("c"))).isEqualTo(created);
    }

    @Test
    void aDeletedContainerStaysAwayAndItsIdIsFree() {
        store.containers().create(TEST, full("c"));
        store.containers().delete(TEST, id("c"));
        reopen();

        assertThat(store.containers().list(TEST)).isEmpty();
        assertThat(store.containers().create(TEST, container("c")).image()).isEmpty();
    }

    @Test
    void everyChangePublishesItsEventInOrder() {
        store.containers().create(TEST, full("c"));
        store.containers().create(TEST, container("d"));
        store.containers().update(TEST, containerBuilder("c").label("k", "v").build(), Set.of("labels"));
        store.containers().delete(TEST, id("d"));
        store.namespaces().setLabels(TEST, Map.of("n", "1"));
        store.containers().delete(TEST, id("c"));
        store.namespaces().delete(TEST);

        assertThat(exchange.events)
                .containsExactly(
                        new NamespaceEvent.Created(TEST, new TreeMap<>()),
                        new ContainerEvent.Created(
                                TEST, id("c"), full("c").image(), full("c").runtime()),
                        new ContainerEvent.Created(
                                TEST, id("d"), "", container("d").runtime()),
                        new ContainerEvent.Updated(
                                TEST, id("c"), full("c").image(), new TreeMap<>(Map.of("k", "v")), "key-c"),
                        new ContainerEvent.Deleted(TEST, id("d")),
                        new NamespaceEvent.Updated(TEST, new TreeMap<>(Map.of("n", "1"))),
                        new ContainerEvent.Deleted(TEST, id("c")),
                        new NamespaceEvent.Deleted(TEST));
    }

    @Test
    void aChangeStaysWhenTheExchangeIsClosed() {
        exchange.closed = true;

        store.containers().create(TEST, container("c"));

        assertThat(store.containers().list(TEST)).hasSize(1);
    }

    @Test
    void aNamespaceWithLabelsIsThereAfterAReopen() {
        store.namespaces().create(TEST, Map.of("größe", "XL"));
        store.containers().create(Namespace.DEFAULT, container("c"));
        reopen();

        assertThat(store.namespaces().list()).containsExactly(Namespace.DEFAULT, TEST);
        assertThat(store.namespaces().labels(TEST)).isEqualTo(Map.of("größe", "XL"));
        assertThatThrownBy(() -> store.namespaces().create(TEST, Map.of())).isInstanceOf(AlreadyExistsException.class);
    }

    @Test
    void aNamespaceThatIsNotEmptyStaysAndSaysWhatIsLeft() {
        Stream.of("c", "a", "b").forEach(id -> store.containers().create(TEST, container(id)));

        assertThatThrownBy(() -> store.namespaces().delete(TEST))
                .isInstanceOf(FailedPreconditionException.class)
                .hasMessage("namespace 'test' is not empty: 3 containers (a, b, c)");
        assertThat(store.namespaces().list()).containsExactly(TEST);
    }

    @Test
    void aRefusedDeleteOfAFullNamespaceNamesTen() {
        IntStream.range(10, 22).forEach(n -> store.containers().create(TEST, container("c" + n)));

        assertThatThrownBy(() -> store.namespaces().delete(TEST))
                .hasMessageEndingWith("12 containers (c10, c11, c12, c13, c14, c15, c16, c17, c18, c19, ...)");
    }

    @Test
    void labelsHaveALimitOf4096BytesOfUtf8() {
        store.namespaces().create(TEST, Map.of("k", "ü".repeat(2047)));
        assertThatThrownBy(() -> store.namespaces().setLabels(TEST, Map.of("k", "ü".repeat(2048))))
                .isInstanceOf(InvalidArgumentException.class);

        Container longest = containerBuilder("c").label("ü", "x".repeat(4094)).build();
        assertThat(store.containers().create(TEST, longest).labels()).isEqualTo(longest.labels());
        assertThatThrownBy(
                        () -> containerBuilder("c").label("ü", "x".repeat(4095)).build())
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void brokenUnicodeIsRefusedAndTheOthersGoOn() {
        Container broken = containerBuilder("c").image("\uDEA2").build();

        assertThatThrownBy(() -> store.containers().create(TEST, broken)).isInstanceOf(InvalidArgumentException.class);

        assertThat(store.namespaces().list()).isEmpty();
        assertThat(exchange.events).isEmpty();
        store.containers().create(TEST, container("c"));
    }

    @Test
    void specificationsOfAMegabyteAreKept() {
        for (int n = 0; n < 5; n++) {
            store.containers()
                    .create(
                            TEST,
                            containerBuilder("c" + n)
                                    .spec(Examples.bytes((1 << 20) + n))
                                    .build());
        }
        reopen();

        for (int n = 0; n < 5; n++) {
            assertThat(store.containers().get(TEST, id("c" + n)).spec()).isEqualTo(Examples.bytes((1 << 20) + n));
        }
    }

    @Test
    void aSecondOpenIsUnavailableAndDisturbsNobody() {
        assertThatThrownBy(() -> MetadataStore.open(directory(), exchange, Clock.systemUTC()))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("in use");

        store.containers().create(TEST, container("c"));
        reopen();
        assertThat(store.containers().list(TEST)).hasSize(1);
    }

    @Test
    void onlyTheOwnerMaySeeTheFiles() throws IOException {
        store.containers().create(TEST, container("c"));

        assertThat(Files.getPosixFilePermissions(directory())).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        try (Stream<Path> files = Files.list(directory())) {
            assertThat(files)
                    .hasSize(5)
                    .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                            .isEqualTo(PosixFilePermissions.fromString("rw-------")));
        }
    }

    @Test
    void modesThatWereWidenedAreNarrowedAgain() throws IOException {
        store.close();
        Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(directory().resolve("metadata.mv"), PosixFilePermissions.fromString("rw-r--r--"));

        open();

        onlyTheOwnerMaySeeTheFiles();
    }

    @Test
    void afterCloseEverythingIsUnavailable() {
        store.close();

        assertThatThrownBy(() -> store.containers().list(TEST)).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> store.namespaces().list()).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> store.containers().create(TEST, container("c")))
                .isInstanceOf(UnavailableException.class);
    }

    @Test
    void aDirectoryThatCannotBeMadeIsUnavailable() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));

        assertThatThrownBy(() -> MetadataStore.open(file.resolve("x"), exchange, Clock.systemUTC()))
                .isInstanceOf(UnavailableException.class);
    }

    @Test
    void anInterruptedCallerDoesNotCloseTheFile() {
        Thread.currentThread().interrupt();

        store.containers().create(TEST, container("c"));

        assertThat(Thread.interrupted()).isTrue();
        store.containers().create(TEST, container("d"));
        reopen();
        assertThat(store.containers().list(TEST)).hasSize(2);
    }

    @Test
    void theDirectoryComesFromTheConfigurationOrFromKaraf() {
        assertThat(MetadataComponent.directory("/srv/x", "/karaf/data")).isEqualTo(Path.of("/srv/x"));
        assertThat(MetadataComponent.directory(" ", "/karaf/data"))
                .isEqualTo(Path.of("/karaf/data/longshore/metadata"));
        assertThatThrownBy(() -> MetadataComponent.directory("", null)).isInstanceOf(FailedPreconditionException.class);
    }
}
