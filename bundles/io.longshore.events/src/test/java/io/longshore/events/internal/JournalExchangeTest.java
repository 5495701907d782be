// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.UnavailableException;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.NamespaceEvent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalExchangeTest {
    @TempDir
    private Path temp;

    @Test
    void aNewJournalIsEmpty() {
        try (JournalExchange exchange = open(temp.resolve("new/events"))) {
            assertThat(exchange.lastSequence()).isZero();
            assertThat(exchange.firstSequence()).isEqualTo(1);
            assertThat(exchange.list(0, 10)).isEmpty();
        }
    }

    /** Without settings nothing goes on, as without memory or a thread, when the files are open. */
    @Test
    void oneThatCannotBeOpenedLeavesNoFileOpen() throws Exception {
        assertThatThrownBy(() -> JournalExchange.open(temp, null, Clock.systemUTC()))
                .isInstanceOf(NullPointerException.class);

        assertThat(OpenFiles.in(temp)).isEmpty();
        open(temp).close();
    }

    @Test
    void whatWasPublishedIsListedInOrderWithNumbersAndTimes() {
        List<LongshoreEvent> events = Samples.all();
        try (JournalExchange exchange = open(temp)) {
            events.forEach(exchange::publish);

            List<EventRecord> listed = exchange.list(0, 1000);

            assertThat(listed).extracting(EventRecord::event).isEqualTo(events);
            assertThat(listed).extracting(EventRecord::time).containsOnly(Samples.NOW);
            assertThat(Samples.numbers(listed)).isEqualTo(upTo(1, events.size()));
        }
    }

    @Test
    void listingBeginsAfterAnyNumberAndEndsAtTheLimit() {
        try (JournalExchange exchange = open(temp)) {
            publish(exchange, 1000);

            for (long since : new long[] {0, 1, 499, 900, 983, 984, 985, 999, 1000, 5000}) {
                assertThat(Samples.numbers(exchange.list(since, 2000))).isEqualTo(upTo(since + 1, 1000));
                assertThat(Samples.numbers(exchange.list(since, 7)))
                        .isEqualTo(upTo(since + 1, Math.min(since + 7, 1000)));
            }
            assertThat(exchange.list(0, 0)).isEmpty();
        }
    }

    @Test
    void everythingIsThereAfterARestartAndNumbersGoOn() {
        List<EventRecord> before;
        try (JournalExchange exchange = open(temp)) {
            Samples.all().forEach(exchange::publish);
            before = exchange.list(0, 1000);
        }

        try (JournalExchange exchange = open(temp)) {
            assertThat(exchange.list(0, 1000)).isEqualTo(before);
            assertThat(exchange.lastSequence()).isEqualTo(before.size());
            assertThat(exchange.publish(Samples.started(1))).isEqualTo(before.size() + 1);
        }
    }

    @Test
    void aRestartWithoutEventsReservesNothing() {
        open(temp).close();
        open(temp).close();

        try (JournalExchange exchange = open(temp)) {
            assertThat(exchange.lastSequence()).isZero();
            assertThat(exchange.publish(Samples.started(1))).isEqualTo(1);
        }
    }

    @Test
    void numbersAreNotUsedAgainWhenTheWholeTailIsLost() throws IOException {
        long published;
        Path copy;
        try (JournalExchange exchange = open(temp.resolve("a"))) {
            publish(exchange, 100);
            published = exchange.lastSequence();
            copy = Samples.crashed(temp.resolve("a"), temp.resolve("b"));
        }
        for (Path segment : Samples.segments(copy)) {
            Files.delete(segment);
        }

        try (JournalExchange exchange = open(copy)) {
            assertThat(exchange.list(0, 1000)).isEmpty();
            long next = exchange.publish(Samples.started(1));

            assertThat(next).isGreaterThan(published);
            assertThat(Samples.numbers(exchange.list(published, 10))).containsExactly(next);
        }
    }

    @Test
    void numbersAreNotUsedAgainWhenTheSequenceFileIsLost() throws IOException {
        Path copy;
        try (JournalExchange exchange = open(temp.resolve("a"))) {
            publish(exchange, 100);
            copy = Samples.crashed(temp.resolve("a"), temp.resolve("b"));
        }
        Files.write(copy.resolve("sequence"), new byte[1000]);

        try (JournalExchange exchange = open(copy)) {
            assertThat(exchange.publish(Samples.started(1))).isGreaterThan(100);
            assertThat(exchange.list(0, 1000)).hasSize(101);
        }
    }

    @Test
    void aDirectoryBelongsToOneExchangeAtATime() {
        try (JournalExchange first = open(temp)) {
            assertThatThrownBy(() -> open(temp)).isInstanceOf(UnavailableException.class);
            assertThat(first.publish(Samples.started(1))).isEqualTo(1);
        }
        open(temp).close();
    }

    @Test
    void onlyTheOwnerMayReadTheJournal() throws IOException {
        Path directory = temp.resolve("events");
        Files.createDirectory(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        try (JournalExchange exchange = open(directory)) {
            publish(exchange, 200);

            assertThat(mode(directory)).isEqualTo("rwx------");
            try (var files = Files.list(directory)) {
                assertThat(files)
                        .hasSizeGreaterThan(4)
                        .allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void aClosedExchangeTakesNothing() {
        JournalExchange exchange = open(temp);
        exchange.publish(Samples.started(1));
        exchange.close();
        exchange.close();

        assertThatThrownBy(() -> exchange.publish(Samples.started(2))).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> exchange.subscribe("late", 0, event -> {})).isInstanceOf(UnavailableException.class);
        assertThat(exchange.lastSequence()).isEqualTo(1);
    }

    @Test
    void theOldestSegmentsGoFirstAndTheJournalStaysBounded() throws IOException {
        Settings settings = new Settings(4096, 3, 16, Settings.Fsync.NEVER, Samples.SMALL.fsyncInterval());
        try (JournalExchange exchange = JournalExchange.open(temp, settings, Samples.CLOCK)) {
            publish(exchange, 10_000);

            assertThat(exchange.firstSequence()).isBetween(9700L, 9990L);
            assertThat(Samples.numbers(exchange.list(0, 10_000))).isEqualTo(upTo(exchange.firstSequence(), 10_000));
        }
        assertThat(Samples.segments(temp))
                .hasSize(3)
                .allSatisfy(file -> assertThat(Files.size(file)).isLessThan(4097));
    }

    @Test
    void anEventThatIsTooLargeIsRefusedAndTakesNoNumber() {
        NamespaceEvent huge = new NamespaceEvent.Created(
                new io.longshore.api.Namespace("apps"), new TreeMap<>(Map.of("a", "x".repeat(Frame.MAX_PAYLOAD))));
        NamespaceEvent large = new NamespaceEvent.Created(
                new io.longshore.api.Namespace("apps"), new TreeMap<>(Map.of("a", "x".repeat(3 << 20))));
        try (JournalExchange exchange = open(temp)) {
            assertThatThrownBy(() -> exchange.publish(huge)).isInstanceOf(InvalidArgumentException.class);
            assertThat(exchange.publish(large)).isEqualTo(1);
            publish(exchange, 100);
        }
        try (JournalExchange exchange = open(temp)) {
            assertThat(exchange.list(0, 1).get(0).event()).isEqualTo(large);
            assertThat(exchange.list(0, 1000)).hasSize(101);
        }
    }

    @Test
    void anInterruptedPublisherHarmsNothing() {
        try (JournalExchange exchange = open(temp)) {
            Thread.currentThread().interrupt();
            publish(exchange, 300);

            assertThat(Thread.interrupted()).isTrue();
            assertThat(exchange.list(0, 1000)).hasSize(300);
        }
        try (JournalExchange exchange = open(temp)) {
            assertThat(exchange.list(0, 1000)).hasSize(300);
        }
    }

    @Test
    void eventsOfUnknownTypesAreLeftOut() throws IOException {
        try (JournalExchange exchange = open(temp)) {
            publish(exchange, 3);
        }
        Path segment = Samples.segments(temp).get(0);
        byte[] bytes = Files.readAllBytes(segment);
        int frame = (bytes.length - Segment.HEADER) / 3;
        int second = Segment.HEADER + frame;
        bytes[second + Frame.HEADER + 1] = 0x7f;
        ByteSink crc = new ByteSink().u32(Frame.crc(bytes, second, frame - Frame.HEADER));
        System.arraycopy(crc.array(), 0, bytes, second + 8, 4);
        Files.write(segment, bytes);

        try (JournalExchange exchange = open(temp)) {
            assertThat(Samples.numbers(exchange.list(0, 10))).containsExactly(1L, 3L);
            assertThat(exchange.publish(Samples.started(4))).isEqualTo(4);
            assertThat(Samples.numbers(exchange.list(1, 10))).containsExactly(3L, 4L);
        }
    }

    @Test
    void aSegmentOfANewerFormatIsLeftAlone() throws IOException {
        try (JournalExchange exchange = open(temp)) {
            publish(exchange, 3);
        }
        Path segment = Samples.segments(temp).get(0);
        ByteSink header = Segment.header();
        header.putU32(8, 2);
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(header.array(), 0, 12);
        header.putU32(12, (int) crc.getValue());
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            file.write(header.array(), 0, Segment.HEADER);
        }
        byte[] before = Files.readAllBytes(segment);

        try (JournalExchange exchange = open(temp)) {
            assertThat(exchange.publish(Samples.started(4))).isEqualTo(4);
            assertThat(Samples.numbers(exchange.list(0, 10))).containsExactly(4L);
        }

        assertThat(Files.readAllBytes(segment)).isEqualTo(before);
    }

    private static void publish(JournalExchange exchange, int count) {
        for (int i = 0; i < count; i++) {
            exchange.publish(Samples.started(i));
        }
    }

    private static List<Long> upTo(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static JournalExchange open(Path directory) {
        return JournalExchange.open(directory, Samples.SMALL, Samples.CLOCK);
    }
}
