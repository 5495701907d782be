// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static io.longshore.metadata.internal.Examples.TEST;
import static io.longshore.metadata.internal.Examples.container;
import static io.longshore.metadata.internal.Examples.id;
import static io.longshore.metadata.internal.OutboxFixture.ALL_KINDS;
import static io.longshore.metadata.internal.OutboxFixture.awaitQuietly;
import static io.longshore.metadata.internal.OutboxFixture.changeAll;
import static io.longshore.metadata.internal.OutboxFixture.openedAnew;
import static io.longshore.metadata.internal.OutboxFixture.refusing;
import static io.longshore.metadata.internal.OutboxFixture.withLast;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.Namespace;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.NamespaceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R16, where the exchange takes some events and refuses others: each is published once all the same. */
@Timeout(60)
class RefusedEventsTest {
    @TempDir
    Path temp;

    private final RecordingExchange exchange = new RecordingExchange();
    private OutboxFixture fixture;
    private Path directory;

    @BeforeEach
    void place() {
        fixture = new OutboxFixture(temp, exchange);
        directory = fixture.directory();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 6, 7})
    void whereOneWasRefusedAndLaterOnesTakenOnlyThatOneIsPublishedLater(int place) {
        exchange.onPublish = refusing(ALL_KINDS.get(place));
        try (MetadataStore store = fixture.open()) {
            changeAll(store);
        }
        exchange.onPublish = event -> {};
        assertThat(exchange.events).hasSize(ALL_KINDS.size() - 1);

        fixture.open().close();
        fixture.open().close();

        assertThat(exchange.events).isEqualTo(withLast(place));
        assertThat(directory.resolve("metadata.events")).isEmptyFile();
    }

    @Test
    void whatWasTakenIsNotPublishedAgainWhenTheJournalNoLongerHasIt() {
        exchange.onPublish = refusing(ALL_KINDS.get(0));
        try (MetadataStore store = fixture.open()) {
            changeAll(store);
        }
        exchange.onPublish = event -> {};
        exchange.first = exchange.events.size() + 1L;

        fixture.open().close();

        assertThat(exchange.events).isEqualTo(withLast(0));
    }

    @Test
    void ofTwoEventsOfOneCommitTheRefusedOneAloneIsPublishedAfterAKillInBetween() throws Exception {
        RecordingExchange blocking = new RecordingExchange();
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        LongshoreEvent namespaceCreated = new NamespaceEvent.Created(TEST, new TreeMap<>());
        blocking.onPublish = refusing(namespaceCreated).andThen(event -> {
            if (event instanceof ContainerEvent.Created created
                    && created.containerId().equals(id("d"))) {
                reached.countDown();
                awaitQuietly(goOn);
            }
        });
        Path copy;
        try (MetadataStore store = MetadataStore.open(directory, blocking, Clock.systemUTC())) {
            store.containers().create(TEST, container("c"));
            CompletableFuture<?> change =
                    CompletableFuture.runAsync(() -> store.containers().create(TEST, container("d")));
            assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
            copy = fixture.crashed("copy");
            exchange.events.addAll(blocking.events);
            goOn.countDown();
            change.get(30, TimeUnit.SECONDS);
        }
        exchange.first = 2;

        openedAnew(copy, exchange);

        assertThat(exchange.events)
                .containsExactly(
                        new ContainerEvent.Created(
                                TEST, id("c"), "", container("c").runtime()),
                        namespaceCreated,
                        new ContainerEvent.Created(
                                TEST, id("d"), "", container("d").runtime()));
    }

    @Test
    void aFileThatHasAlsoWhatWasTakenMeanwhileIsComparedWithTheExchangeInAnyOrder() throws Exception {
        // what a kill between the second event and the rewriting of the file leaves
        LongshoreEvent refused = ALL_KINDS.get(0);
        LongshoreEvent taken = ALL_KINDS.get(1);
        Path file = Files.createFile(temp.resolve("events"));
        try (Outbox outbox = Outbox.open(file, 5, () -> 0)) {
            outbox.add(1, List.of(refused, taken, taken));
        }
        exchange.events.addAll(List.of(taken, refused, taken));

        try (Outbox outbox = Outbox.open(file, 5, () -> 0)) {
            new Catchup(exchange).publish(outbox);
        }

        assertThat(exchange.events).containsExactly(taken, refused, taken);
        assertThat(file).isEmptyFile();
    }

    @Test
    void aJournalThatCannotBeReadOrTakesOnlySomeCostsNothingAndRepeatsNothing() {
        exchange.closed = true;
        try (MetadataStore store = fixture.open()) {
            changeAll(store);
        }
        exchange.closed = false;
        exchange.unreadable = true;
        fixture.open().close();
        assertThat(exchange.events).isEmpty();
        exchange.unreadable = false;
        exchange.onPublish = refusing(ALL_KINDS.get(4));
        fixture.open().close();
        assertThat(exchange.events).isEqualTo(ALL_KINDS.subList(0, 4));
        exchange.onPublish = event -> {};
        // the file must not have the first four any more: nothing tells that they were taken
        exchange.first = 5;

        fixture.open().close();

        assertThat(exchange.events).isEqualTo(ALL_KINDS);
    }

    @Test
    void anErrorOfTheExchangeNeitherStopsWhatFollowsNorLetsTheFileGrow() throws IOException {
        exchange.onPublish = event -> {
            if (event.equals(ALL_KINDS.get(0))) {
                throw new StackOverflowError("on purpose");
            }
        };
        long afterOne;
        try (MetadataStore store = fixture.open()) {
            changeAll(store);
            afterOne = Files.size(directory.resolve("metadata.events"));
            for (int n = 0; n < 20; n++) {
                store.containers().create(new Namespace("other"), container("c" + n));
            }
            assertThat(Files.size(directory.resolve("metadata.events"))).isEqualTo(afterOne);
        }
        exchange.onPublish = event -> {};

        fixture.open().close();

        assertThat(afterOne).isPositive();
        assertThat(exchange.events)
                .startsWith(ALL_KINDS.subList(1, ALL_KINDS.size()).toArray(LongshoreEvent[]::new))
                .endsWith(ALL_KINDS.get(0))
                .hasSize(ALL_KINDS.size() + 21);
    }

    @Test
    void whatIsRefusedWithoutAFileIsNotKeptInMemory() throws IOException {
        Outbox outbox = new Outbox(temp.resolve("none"), null, List.of(), () -> 0);

        for (int i = 0; i < 100; i++) {
            outbox.add(i, List.of(new NamespaceEvent.Deleted(TEST)));
            outbox.published(false);
        }

        assertThat(outbox.held()).isZero();
    }
}
