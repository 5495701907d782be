// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.api.events.EventSubscription;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class FullDiskTest {
    @TempDir
    private Path temp;

    @TempDir
    private Path copies;

    private final AtomicInteger refused = new AtomicInteger();

    private volatile boolean full;

    @Test
    void eventsAreDeliveredFromMemoryAndWrittenWhenThereIsRoomAgain() throws IOException {
        ConcurrentLinkedQueue<Long> received = new ConcurrentLinkedQueue<>();
        try (JournalExchange exchange = JournalExchange.open(temp, Samples.SMALL, Samples.CLOCK, this::open)) {
            EventSubscription subscription = exchange.subscribe("reader", 0, event -> received.add(event.sequence()));
            publish(exchange, 100);
            full = true;
            for (int i = 101; i <= 200; i++) {
                assertThat(exchange.publish(Samples.started(i))).isEqualTo(i);
                int goal = i;
                await().pollDelay(0, TimeUnit.MILLISECONDS)
                        .pollInterval(1, TimeUnit.MILLISECONDS)
                        .until(() -> subscription.delivered() == goal);
            }
            full = false;
            publish(exchange, 100);
            await().until(() -> subscription.delivered() == 300);
        }

        assertThat(received).containsExactlyElementsOf(range(1, 300));
        try (JournalExchange exchange = JournalExchange.open(temp, Samples.SMALL, Samples.CLOCK)) {
            assertThat(Samples.numbers(exchange.list(0, 1000))).isEqualTo(range(1, 300));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWaitsForRoomIsWrittenThoughNothingIsPublishedAnyMore(Settings.Fsync fsync) {
        Settings settings = new Settings(4096, 4, 16, fsync, Duration.ofMillis(20));
        try (JournalExchange exchange = JournalExchange.open(temp, settings, Samples.CLOCK, this::open)) {
            publish(exchange, 10);
            full = true;
            publish(exchange, 10);
            int tried = refused.get();
            await().until(() -> refused.get() > tried + 10);
            assertThat(afterAKill("full")).doesNotContain(20L);

            full = false;

            AtomicInteger looks = new AtomicInteger();
            await().untilAsserted(() ->
                    assertThat(afterAKill("room" + looks.incrementAndGet())).isEqualTo(range(1, 20)));
            assertThat(Samples.numbers(exchange.list(0, 100))).isEqualTo(range(1, 20));
        }
        try (JournalExchange exchange = JournalExchange.open(temp, settings, Samples.CLOCK)) {
            assertThat(Samples.numbers(exchange.list(0, 100))).isEqualTo(range(1, 20));
        }
    }

    @Test
    void publishingWhileItIsTriedAgainLosesNothing() {
        Settings settings = new Settings(1 << 20, 4, 16, Settings.Fsync.NEVER, Duration.ofNanos(1));
        try (JournalExchange exchange = JournalExchange.open(temp, settings, Samples.CLOCK, this::open)) {
            for (int outage = 0; outage < 200; outage++) {
                full = true;
                publish(exchange, 5);
                full = false;
                publish(exchange, 5);
            }
            full = true;
            publish(exchange, 5);
            full = false;
        }

        try (JournalExchange exchange = JournalExchange.open(temp, settings, Samples.CLOCK)) {
            assertThat(Samples.numbers(exchange.list(0, 3000))).isEqualTo(range(1, 2005));
        }
    }

    /** The numbers of the events that the next start would find. */
    private List<Long> afterAKill(String copy) {
        try (JournalExchange next =
                JournalExchange.open(Samples.crashed(temp, copies.resolve(copy)), Samples.SMALL, Samples.CLOCK)) {
            return Samples.numbers(next.list(0, 100));
        }
    }

    @Test
    void anOutageIsSaidOnceAtItsBeginningAndOnceAtItsEnd() {
        String log = logOf(() -> {
            try (JournalExchange exchange = JournalExchange.open(temp, Samples.SMALL, Samples.CLOCK, this::open)) {
                for (int outage = 0; outage < 3; outage++) {
                    full = true;
                    publish(exchange, 50);
                    full = false;
                    publish(exchange, 50);
                }
            }
        });

        assertThat(log.split("cannot be written", -1)).hasSize(1 + 3);
        assertThat(log.split("is written again", -1)).hasSize(1 + 3);
    }

    @Test
    void aDiskThatStaysFullCostsTheJournalAndNotTheService() {
        full = true;
        try (JournalExchange exchange = JournalExchange.open(temp, Samples.SMALL, Samples.CLOCK, this::open)) {
            publish(exchange, 30_000);

            assertThat(exchange.lastSequence()).isEqualTo(30_000);
            assertThat(Samples.numbers(exchange.list(29_990, 100))).isEqualTo(range(29_991, 30_000));
            assertThat(Samples.numbers(exchange.list(0, 100))).isEqualTo(range(29_985, 30_000));
            assertThat(exchange.firstSequence()).isEqualTo(29_985);
        }

        full = false;
        try (JournalExchange exchange = JournalExchange.open(temp, Samples.SMALL, Samples.CLOCK, this::open)) {
            assertThat(exchange.list(0, 100)).isEmpty();
            assertThat(exchange.publish(Samples.started(1))).isEqualTo(30_001);
        }
    }

    private static String logOf(Runnable work) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            work.run();
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    private static void publish(JournalExchange exchange, int count) {
        for (int i = 0; i < count; i++) {
            exchange.publish(Samples.started(i));
        }
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    /** Like a full disk: half of the bytes are written before it fails. */
    private SegmentOutput open(Path file, long end) throws IOException {
        SegmentOutput output = SegmentOutput.file(file, end);
        return new SegmentOutput() {
            @Override
            public void write(byte[] bytes, int length) throws IOException {
                if (full) {
                    refused.incrementAndGet();
                    output.write(bytes, length / 2);
                    throw new IOException("No space left on device");
                }
                output.write(bytes, length);
            }

            @Override
            public void sync() throws IOException {
                output.sync();
            }

            @Override
            public void close() throws IOException {
                output.close();
            }
        };
    }
}
