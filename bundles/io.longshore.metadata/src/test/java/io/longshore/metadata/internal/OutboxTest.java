// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static io.longshore.metadata.internal.Examples.TEST;
import static io.longshore.metadata.internal.Examples.container;
import static io.longshore.metadata.internal.Examples.containerBuilder;
import static io.longshore.metadata.internal.Examples.full;
import static io.longshore.metadata.internal.Examples.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.api.Namespace;
import io.longshore.api.UnavailableException;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.NamespaceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R16: the event of a change is published once, also if the process ends between the two. */
@Timeout(60)
class OutboxTest {
    private static final List<LongshoreEvent> ALL_KINDS = List.of(
            new NamespaceEvent.Created(TEST, new TreeMap<>(Map.of("größe", ""))),
            new NamespaceEvent.Updated(TEST, new TreeMap<>(Map.of("a", "b"))),
            new ContainerEvent.Created(
                    TEST, id("c"), full("c").image(), full("c").runtime()),
            new ContainerEvent.Created(TEST, id("d"), "", container("d").runtime()),
            new ContainerEvent.Updated(TEST, id("c"), "other", full("c").labels(), "key-c"),
            new ContainerEvent.Deleted(TEST, id("c")),
            new ContainerEvent.Deleted(TEST, id("d")),
            new NamespaceEvent.Deleted(TEST));

    @TempDir
    Path temp;

    private final RecordingExchange exchange = new RecordingExchange();
    private Path directory;

    @BeforeEach
    void place() {
        directory = temp.resolve("metadata");
    }

    private MetadataStore open() {
        return MetadataStore.open(directory, exchange, Clock.systemUTC());
    }

    private static void changeAll(MetadataStore store) {
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
    private Path crashed(String name) throws IOException {
        Path copy = Files.createDirectory(temp.resolve(name));
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private List<LongshoreEvent> openedAnew(Path copy, RecordingExchange known) {
        MetadataStore.open(copy, known, Clock.systemUTC()).close();
        return known.events;
    }

    @Test
    void whatTheExchangeDidNotTakeIsPublishedAtTheNextStartOnceAndInOrder() {
        try (MetadataStore store = open()) {
            exchange.closed = true;
            changeAll(store);
        }
        open().close();
        exchange.closed = false;

        open().close();
        assertThat(exchange.events).isEqualTo(ALL_KINDS);
        open().close();
        assertThat(exchange.events).isEqualTo(ALL_KINDS);
    }

    @Test
    void whatWasNotPublishedAtAKillIsPublishedAtTheNextStart() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        RecordingExchange blocking = new RecordingExchange() {
            @Override
            public long publish(LongshoreEvent event) {
                reached.countDown();
                awaitQuietly(goOn);
                return super.publish(event);
            }
        };
        Path copy;
        try (MetadataStore store = MetadataStore.open(directory, blocking, Clock.systemUTC())) {
            CompletableFuture<?> change =
                    CompletableFuture.runAsync(() -> store.containers().create(TEST, container("c")));
            assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
            copy = crashed("copy");
            goOn.countDown();
            change.get(30, TimeUnit.SECONDS);
        }

        assertThat(openedAnew(copy, exchange))
                .containsExactly(
                        new NamespaceEvent.Created(TEST, new TreeMap<>()),
                        new ContainerEvent.Created(
                                TEST, id("c"), "", container("c").runtime()));
    }

    @Test
    void whatWasPublishedAtAKillIsNotPublishedAgain() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        RecordingExchange blocking = new RecordingExchange() {
            @Override
            public long publish(LongshoreEvent event) {
                long number = super.publish(event);
                // of the container, behind two from before and the namespace
                if (number == 4) {
                    reached.countDown();
                    awaitQuietly(goOn);
                }
                return number;
            }
        };
        // equal ones from before must not count as these
        blocking.events.add(
                new ContainerEvent.Created(TEST, id("c"), "", container("c").runtime()));
        blocking.events.add(new ContainerEvent.Deleted(TEST, id("c")));
        Path copy;
        List<LongshoreEvent> atTheKill;
        try (MetadataStore store = MetadataStore.open(directory, blocking, Clock.systemUTC())) {
            CompletableFuture<?> changes = CompletableFuture.runAsync(() -> {
                store.containers().create(TEST, container("c"));
                store.containers().delete(TEST, id("c"));
            });
            assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
            copy = crashed("copy");
            atTheKill = List.copyOf(blocking.events);
            goOn.countDown();
            changes.get(30, TimeUnit.SECONDS);
        }
        exchange.events.addAll(atTheKill);

        assertThat(openedAnew(copy, exchange)).isEqualTo(atTheKill);
    }

    @Test
    void anEqualEventFromBeforeDoesNotCountAsThisOne() {
        try (MetadataStore store = open()) {
            store.containers().create(TEST, container("c"));
            store.containers().delete(TEST, id("c"));
            exchange.closed = true;
            store.containers().create(TEST, container("c"));
        }
        exchange.closed = false;

        open().close();

        assertThat(exchange.events).hasSize(4);
        assertThat(exchange.events.get(3)).isEqualTo(exchange.events.get(1));
    }

    @Test
    void whatWasNotCommittedIsNeverTold() throws Exception {
        FaultyFiles.install();
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Path copy;
        try (MetadataStore store = MetadataStore.open(directory, FaultyFiles.SCHEME, exchange, Clock.systemUTC())) {
            store.containers().create(TEST, container("c"));
            FaultyFiles.onWrite = () -> {
                reached.countDown();
                awaitQuietly(goOn);
                throw new IOException("No space left on device");
            };
            CompletableFuture<?> change =
                    CompletableFuture.runAsync(() -> store.containers().create(TEST, container("lost")));
            assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
            copy = crashed("copy");
            assertThat(Files.size(copy.resolve("metadata.events"))).isPositive();
            goOn.countDown();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> change.get(30, TimeUnit.SECONDS))
                    .withCauseInstanceOf(UnavailableException.class);
            assertThat(directory.resolve("metadata.events")).isEmptyFile();
        } finally {
            FaultyFiles.install();
        }
        List<LongshoreEvent> told = List.copyOf(exchange.events);

        // twice: the first start makes commits of its own
        openedAnew(copy, exchange);
        openedAnew(copy, exchange);

        assertThat(exchange.events).isEqualTo(told);
    }

    @Test
    void theFileIsEmptyWhenEverythingIsPublished() {
        try (MetadataStore store = open()) {
            for (int n = 0; n < 50; n++) {
                changeAll(store);
            }
        }

        assertThat(directory.resolve("metadata.events")).isEmptyFile();
        assertThat(exchange.events).hasSize(50 * ALL_KINDS.size());
    }

    @Test
    void whatTheExchangeNeverTakesDoesNotFillTheDisk() throws IOException {
        try (MetadataStore store = open()) {
            store.containers().create(TEST, container("c"));
            exchange.closed = true;
            for (int n = 0; n < 1200; n++) {
                store.containers()
                        .update(
                                TEST,
                                containerBuilder("c")
                                        .label("x", "y".repeat(4000) + n)
                                        .build(),
                                Set.of("labels"));
            }
        }

        assertThat(Files.size(directory.resolve("metadata.events"))).isBetween(1L, 5L << 20);
    }

    private static Consumer<LongshoreEvent> refusing(LongshoreEvent refused) {
        return event -> {
            if (event.equals(refused)) {
                throw new UnavailableException("not this one");
            }
        };
    }

    private static List<LongshoreEvent> withLast(int place) {
        List<LongshoreEvent> order = new ArrayList<>(ALL_KINDS);
        order.add(order.remove(place));
        return order;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 6, 7})
    void whereOneWasRefusedAndLaterOnesTakenOnlyThatOneIsPublishedLater(int place) {
        exchange.onPublish = refusing(ALL_KINDS.get(place));
        try (MetadataStore store = open()) {
            changeAll(store);
        }
        exchange.onPublish = event -> {};
        assertThat(exchange.events).hasSize(ALL_KINDS.size() - 1);

        open().close();
        open().close();

        assertThat(exchange.events).isEqualTo(withLast(place));
        assertThat(directory.resolve("metadata.events")).isEmptyFile();
    }

    @Test
    void whatWasTakenIsNotPublishedAgainWhenTheJournalNoLongerHasIt() {
        exchange.onPublish = refusing(ALL_KINDS.get(0));
        try (MetadataStore store = open()) {
            changeAll(store);
        }
        exchange.onPublish = event -> {};
        exchange.first = exchange.events.size() + 1L;

        open().close();

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
            copy = crashed("copy");
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
        try (MetadataStore store = open()) {
            changeAll(store);
        }
        exchange.closed = false;
        exchange.unreadable = true;
        open().close();
        assertThat(exchange.events).isEmpty();
        exchange.unreadable = false;
        exchange.onPublish = refusing(ALL_KINDS.get(4));
        open().close();
        assertThat(exchange.events).isEqualTo(ALL_KINDS.subList(0, 4));
        exchange.onPublish = event -> {};
        // the file must not have the first four any more: nothing tells that they were taken
        exchange.first = 5;

        open().close();

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
        try (MetadataStore store = open()) {
            changeAll(store);
            afterOne = Files.size(directory.resolve("metadata.events"));
            for (int n = 0; n < 20; n++) {
                store.containers().create(new Namespace("other"), container("c" + n));
            }
            assertThat(Files.size(directory.resolve("metadata.events"))).isEqualTo(afterOne);
        }
        exchange.onPublish = event -> {};

        open().close();

        assertThat(afterOne).isPositive();
        assertThat(exchange.events)
                .startsWith(ALL_KINDS.subList(1, ALL_KINDS.size()).toArray(LongshoreEvent[]::new))
                .endsWith(ALL_KINDS.get(0))
                .hasSize(ALL_KINDS.size() + 21);
    }

    @Test
    void whatAlwaysHasSomethingWaitingDoesNotGrowWithoutLimit() throws IOException {
        Path file = Files.createFile(temp.resolve("events"));
        LongshoreEvent large = new NamespaceEvent.Updated(TEST, new TreeMap<>(Map.of("x", "y".repeat(4000))));
        try (Outbox outbox = Outbox.open(file, 0, () -> 0)) {
            outbox.add(1, List.of(large));
            for (int n = 2; n < 3000; n++) {
                outbox.add(n, List.of(large));
                outbox.published(n % 1000 != 0);
            }

            assertThat(Files.size(file)).isBetween(1L, 5L << 20);
            outbox.published(true);
        }

        try (Outbox again = Outbox.open(file, 3000, () -> 0)) {
            assertThat(again.left()).hasSize(2);
        }
    }

    @Test
    void aFileThatIsAsItShouldBeIsNotWrittenAtTheStart() throws IOException {
        exchange.closed = true;
        try (MetadataStore store = open()) {
            changeAll(store);
        }
        Path file = directory.resolve("metadata.events");
        Object inode = Files.getAttribute(file, "unix:ino");
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));

        open().close();

        assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(inode);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(FileTime.fromMillis(0));
    }

    @Test
    void aFileThatCannotBeUsedDoesNotKeepFromOpeningAndChanging() throws IOException {
        try (MetadataStore store = open()) {
            store.containers().create(TEST, container("c"));
        }
        Path file = directory.resolve("metadata.events");
        Files.delete(file);
        Files.createDirectory(file);

        try (MetadataStore store = open()) {
            assertThat(store.containers().get(TEST, id("c"))).isNotNull();
            store.containers().create(TEST, container("d"));
            exchange.closed = true;
            store.containers().delete(TEST, id("d"));
            assertThat(store.containers().list(TEST)).hasSize(1);
        }

        assertThat(exchange.events).hasSize(3);
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

    @Test
    void whatCouldBeWrittenOnlyInPartIsTakenAway() throws IOException {
        FaultyFiles.install();
        Path file = Files.createFile(temp.resolve("events"));
        try (Outbox outbox = new Outbox(file, FaultyFiles.faulty(PrivateFiles.open(file)), List.of(), () -> 0)) {
            outbox.add(1, List.of(ALL_KINDS.get(0)));
            long before = Files.size(file);
            AtomicInteger writes = new AtomicInteger();
            FaultyFiles.onWrite = () -> {
                if (writes.incrementAndGet() == 2) {
                    throw new IOException("No space left on device");
                }
            };

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> outbox.add(2, List.of(ALL_KINDS.get(1), ALL_KINDS.get(2))));

            assertThat(Files.size(file)).isEqualTo(before);
            outbox.published(true);
            assertThat(file).isEmptyFile();
        } finally {
            FaultyFiles.install();
        }
    }

    @Test
    void whatFailedIsTakenBackBeforeTheStoreIsWrittenAnew() {
        FaultyFiles.install();
        try (MetadataStore store = MetadataStore.open(directory, FaultyFiles.SCHEME, exchange, Clock.systemUTC())) {
            store.containers().create(TEST, container("c"));
            List<Long> sizes = new CopyOnWriteArrayList<>();
            FaultyFiles.onWrite = () -> {
                sizes.add(Files.size(directory.resolve("metadata.events")));
                if (sizes.size() == 1) {
                    throw new IOException("Input/output error");
                }
            };

            assertThatExceptionOfType(UnavailableException.class)
                    .isThrownBy(() -> store.containers().create(TEST, container("lost")));

            assertThat(sizes).hasSizeGreaterThan(1);
            assertThat(sizes.get(0)).isPositive();
            assertThat(sizes.subList(1, sizes.size())).containsOnly(0L);
        } finally {
            FaultyFiles.install();
        }
    }

    /** R13. */
    @Test
    void aDamagedFileCostsEventsButAltersNoneAndStopsNothing() throws IOException {
        try (MetadataStore store = open()) {
            exchange.closed = true;
            changeAll(store);
        }
        exchange.closed = false;
        Path file = directory.resolve("metadata.events");
        byte[] intact = Files.readAllBytes(file);
        byte[][] others = {
            Files.readAllBytes(directory.resolve("metadata.mv")),
            Files.readAllBytes(directory.resolve("metadata.copy")),
            Files.readAllBytes(directory.resolve("metadata.mark"))
        };
        Random random = new Random(16);
        for (int round = 0; round < 200; round++) {
            byte[] damaged = round % 2 == 0 ? Arrays.copyOf(intact, random.nextInt(intact.length)) : intact.clone();
            if (round % 2 == 1) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Path copy = Files.createDirectory(temp.resolve("round" + round));
            Files.write(copy.resolve("metadata.events"), damaged);
            Files.write(copy.resolve("metadata.mv"), others[0]);
            Files.write(copy.resolve("metadata.copy"), others[1]);
            Files.write(copy.resolve("metadata.mark"), others[2]);

            List<LongshoreEvent> told = openedAnew(copy, new RecordingExchange());

            assertThat(told).extracting(ALL_KINDS::indexOf).isSorted().doesNotContain(-1);
            if (round % 2 == 1) {
                assertThat(told).hasSizeGreaterThanOrEqualTo(ALL_KINDS.size() - 1);
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
