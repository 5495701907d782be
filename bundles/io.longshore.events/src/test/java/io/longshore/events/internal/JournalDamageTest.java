// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R13. */
final class JournalDamageTest {
    private static final Settings ONE_SEGMENT =
            new Settings(1 << 20, 10, 16, Settings.Fsync.NEVER, Samples.SMALL.fsyncInterval());

    @TempDir
    private Path temp;

    private Path crashed = Path.of("");
    private Path segment = Path.of("");
    private byte[] intact = {};
    private List<EventRecord> published = List.of();

    @BeforeEach
    void publishAndCrash() throws IOException {
        try (JournalExchange exchange = JournalExchange.open(temp.resolve("live"), ONE_SEGMENT, Samples.CLOCK)) {
            for (int i = 0; i < 3; i++) {
                Samples.all().forEach(exchange::publish);
            }
            published = exchange.list(0, 1000);
            crashed = Samples.crashed(temp.resolve("live"), temp.resolve("crashed"));
        }
        segment = Samples.segments(crashed).get(0);
        intact = Files.readAllBytes(segment);
        // the next open has its own, so that one directory serves for many crashes
        Files.delete(crashed.resolve("sequence"));
    }

    @Test
    void aTornTailIsDroppedAndNothingElse() throws IOException {
        List<Integer> ends = frameEnds();
        for (int length = 0; length < intact.length; length += 7) {
            int cut = length;
            int whole = (int) ends.stream().filter(end -> end <= cut).count();

            List<EventRecord> left = reopenWith(Arrays.copyOf(intact, length));

            assertThat(left).as("cut at %s", length).isEqualTo(published.subList(0, whole));
        }
        assertThat(intact.length / 7).isGreaterThan(200);
    }

    @Test
    void aFlippedBitCostsOneEvent() throws IOException {
        for (int offset = 0; offset < intact.length; offset += 7) {
            byte[] flipped = intact.clone();
            flipped[offset] ^= (byte) (1 << offset % 8);

            List<EventRecord> left = reopenWith(flipped);

            assertThat(published).as("flipped at %s", offset).containsSubsequence(left);
            assertThat(left).as("flipped at %s", offset).hasSizeGreaterThanOrEqualTo(published.size() - 1);
        }
    }

    @Test
    void rubbishIsSurvived() throws IOException {
        Random random = new Random(20261124);
        for (int round = 0; round < 200; round++) {
            byte[] rubbish = intact.clone();
            int from = random.nextInt(rubbish.length);
            int until = from + 1 + random.nextInt(rubbish.length - from);
            byte[] noise = new byte[until - from];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, rubbish, from, noise.length);

            List<EventRecord> left = reopenWith(rubbish);

            List<Integer> ends = frameEnds();
            List<EventRecord> untouched = new ArrayList<>();
            for (int i = 0; i < published.size(); i++) {
                int start = i == 0 ? Segment.HEADER : ends.get(i - 1);
                if (ends.get(i) <= from || start >= until) {
                    untouched.add(published.get(i));
                }
            }
            assertThat(left).as("noise from %s to %s", from, until).isEqualTo(untouched);
        }
    }

    @Test
    void aJournalWithoutAReadableEventIsSetAsideAndSaidAndTheServiceStarts() throws IOException {
        byte[] noise = new byte[intact.length];
        new Random(7).nextBytes(noise);
        List<String> errors = new ArrayList<>();

        List<EventRecord> left;
        PrintStream before = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            left = reopenWith(noise);
        } finally {
            System.setErr(before);
        }
        captured.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("ERROR"))
                .forEach(errors::add);

        assertThat(left).isEmpty();
        assertThat(crashed.resolve(segment.getFileName() + ".damaged")).hasBinaryContent(noise);
        assertThat(errors).singleElement().asString().contains(".damaged").contains(crashed.toString());
    }

    @Test
    void aSegmentInTheMiddleThatIsLostOrRubbishCostsItsEventsOnly() throws IOException {
        Path live = temp.resolve("segments");
        List<EventRecord> all;
        try (JournalExchange exchange = JournalExchange.open(live, Samples.SMALL, Samples.CLOCK)) {
            for (int i = 1; i <= 500; i++) {
                exchange.publish(Samples.started(i));
            }
            all = exchange.list(0, 1000);
        }
        List<Path> segments = Samples.segments(live);
        assertThat(segments).hasSizeGreaterThan(4);
        long lostFrom = Long.parseLong(segments.get(1).getFileName().toString().replace(".journal", ""));
        long rubbishFrom =
                Long.parseLong(segments.get(2).getFileName().toString().replace(".journal", ""));
        long intactFrom =
                Long.parseLong(segments.get(3).getFileName().toString().replace(".journal", ""));
        Files.delete(segments.get(1));
        byte[] noise = new byte[(int) Files.size(segments.get(2))];
        new Random(8).nextBytes(noise);
        Files.write(segments.get(2), noise);

        try (JournalExchange exchange = JournalExchange.open(live, Samples.SMALL, Samples.CLOCK)) {
            List<Long> received = new CopyOnWriteArrayList<>();
            try (EventSubscription subscription =
                    exchange.subscribe("reader", 0, event -> received.add(event.sequence()))) {
                await().until(() -> subscription.delivered() == 500);
            }

            assertThat(lostFrom).isLessThan(rubbishFrom);
            assertThat(exchange.list(0, 1000))
                    .isEqualTo(all.stream()
                            .filter(event -> event.sequence() < lostFrom || event.sequence() >= intactFrom)
                            .toList());
            assertThat(received).isEqualTo(Samples.numbers(exchange.list(0, 1000)));
            assertThat(exchange.publish(Samples.started(501))).isEqualTo(501);
        }
    }

    @Test
    void aFlippedBitInTheFileOfNumbersNeitherRepeatsANumberNorStopsTheStart() throws IOException {
        Path live = temp.resolve("numbers");
        long last;
        byte[] sequence;
        Path copy = temp.resolve("copy");
        try (JournalExchange exchange = JournalExchange.open(live, ONE_SEGMENT, Samples.CLOCK)) {
            exchange.publish(Samples.started(1));
            last = exchange.publish(Samples.started(2));
            Samples.crashed(live, copy);
            sequence = Files.readAllBytes(copy.resolve("sequence"));
        }
        byte[] journal = Files.readAllBytes(Samples.segments(copy).get(0));

        for (int offset = 0; offset < sequence.length; offset++) {
            byte[] flipped = sequence.clone();
            flipped[offset] ^= (byte) (1 << offset % 8);
            Files.write(copy.resolve("sequence"), flipped);
            for (Path old : Samples.segments(copy)) {
                Files.delete(old);
            }
            Files.write(copy.resolve(Samples.segments(live).get(0).getFileName()), journal);

            try (JournalExchange exchange = JournalExchange.open(copy, ONE_SEGMENT, Samples.CLOCK)) {
                assertThat(exchange.publish(Samples.started(3)))
                        .as("flipped at %s", offset)
                        .isGreaterThan(last);
                assertThat(exchange.list(0, 10)).hasSize(3);
            }
        }
    }

    /** Also publishes one event, and finds it with a number that was not used before. */
    private List<EventRecord> reopenWith(byte[] bytes) throws IOException {
        for (Path old : Samples.segments(crashed)) {
            Files.delete(old);
        }
        Files.write(segment, bytes);
        List<EventRecord> left;
        try (JournalExchange exchange = JournalExchange.open(crashed, ONE_SEGMENT, Samples.CLOCK)) {
            left = exchange.list(0, 1000);
            long next = exchange.publish(Samples.started(1));
            assertThat(next)
                    .isGreaterThan(
                            left.isEmpty() ? 0 : left.get(left.size() - 1).sequence());
            assertThat(exchange.list(0, 1000)).hasSize(left.size() + 1);
        }
        try (JournalExchange exchange = JournalExchange.open(crashed, ONE_SEGMENT, Samples.CLOCK)) {
            assertThat(exchange.list(0, 1000)).hasSize(left.size() + 1);
        }
        Files.delete(crashed.resolve("sequence"));
        return left;
    }

    private List<Integer> frameEnds() {
        List<Integer> ends = new ArrayList<>();
        int at = Segment.HEADER;
        while (at < intact.length) {
            at += Frame.HEADER + Frame.payload(intact, at);
            ends.add(at);
        }
        return ends;
    }
}
