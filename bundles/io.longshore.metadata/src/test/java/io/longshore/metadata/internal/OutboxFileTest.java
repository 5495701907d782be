// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static io.longshore.metadata.internal.Examples.TEST;
import static io.longshore.metadata.internal.Examples.container;
import static io.longshore.metadata.internal.Examples.containerBuilder;
import static io.longshore.metadata.internal.Examples.id;
import static io.longshore.metadata.internal.OutboxFixture.ALL_KINDS;
import static io.longshore.metadata.internal.OutboxFixture.changeAll;
import static io.longshore.metadata.internal.OutboxFixture.openedAnew;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.api.UnavailableException;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.NamespaceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The file of the events that wait to be published: how large it gets, and what becomes of it if the disk fails. */
@Timeout(60)
class OutboxFileTest {
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

    @Test
    void theFileIsEmptyWhenEverythingIsPublished() {
        try (MetadataStore store = fixture.open()) {
            for (int n = 0; n < 50; n++) {
                changeAll(store);
            }
        }

        assertThat(directory.resolve("metadata.events")).isEmptyFile();
        assertThat(exchange.events).hasSize(50 * ALL_KINDS.size());
    }

    @Test
    void whatTheExchangeNeverTakesDoesNotFillTheDisk() throws IOException {
        try (MetadataStore store = fixture.open()) {
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
        try (MetadataStore store = fixture.open()) {
            changeAll(store);
        }
        Path file = directory.resolve("metadata.events");
        Object inode = Files.getAttribute(file, "unix:ino");
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));

        fixture.open().close();

        assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(inode);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(FileTime.fromMillis(0));
    }

    @Test
    void aFileThatCannotBeUsedDoesNotKeepFromOpeningAndChanging() throws IOException {
        try (MetadataStore store = fixture.open()) {
            store.containers().create(TEST, container("c"));
        }
        Path file = directory.resolve("metadata.events");
        Files.delete(file);
        Files.createDirectory(file);

        try (MetadataStore store = fixture.open()) {
            assertThat(store.containers().get(TEST, id("c"))).isNotNull();
            store.containers().create(TEST, container("d"));
            exchange.closed = true;
            store.containers().delete(TEST, id("d"));
            assertThat(store.containers().list(TEST)).hasSize(1);
        }

        assertThat(exchange.events).hasSize(3);
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
        try (MetadataStore store = fixture.open()) {
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
}
