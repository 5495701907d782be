// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import static io.longshore.events.internal.Samples.range;
import static io.longshore.events.internal.SubscriberThreads.awaitNoThread;
import static io.longshore.events.internal.SubscriberThreads.awaitQuietly;
import static io.longshore.events.internal.SubscriberThreads.threads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.api.events.EventSubscription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What subscribers are given: every event once, in order, whatever they or others do. */
@Timeout(120)
final class SubscriptionTest {
    private final JournalExchange exchange;

    SubscriptionTest(@TempDir Path directory) {
        exchange = JournalExchange.open(directory, Samples.SMALL, Samples.CLOCK);
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void theJournalComesFirstThenWhatIsNew() {
        publish(500);
        Received received = new Received();

        EventSubscription subscription = exchange.subscribe("reader", 100, received::add);
        publish(500);

        await().until(() -> subscription.delivered() == 1000);
        assertThat(received.numbers()).isEqualTo(range(101, 1000));
    }

    @Test
    void whoeverClosesItItsEndIsTold() throws Exception {
        EventSubscription byItself = exchange.subscribe("itself", 0, event -> {});
        EventSubscription withTheExchange = exchange.subscribe("exchange", 0, event -> {});

        byItself.close();
        byItself.ended().toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(withTheExchange.ended().toCompletableFuture()).isNotDone();

        exchange.close();
        withTheExchange.ended().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void newEventsOnlyArePossible() {
        publish(50);
        Received received = new Received();

        EventSubscription subscription = exchange.subscribe("reader", exchange.lastSequence(), received::add);
        assertThat(subscription.delivered()).isEqualTo(50);
        publish(1);

        await().until(() -> subscription.delivered() == 51);
        assertThat(received.numbers()).containsExactly(51L);
    }

    @Test
    void aNumberFromAnotherJournalMeansNewEventsOnly() {
        publish(50);
        Received received = new Received();

        EventSubscription subscription = exchange.subscribe("reader", 1_000_000, received::add);
        assertThat(subscription.delivered()).isEqualTo(50);
        publish(1);

        await().until(() -> subscription.delivered() == 51);
        assertThat(received.numbers()).containsExactly(51L);
    }

    /** R15: there is no moment between the journal and what is new. */
    @Test
    void whoSubscribesWhileEventsComeMissesAndRepeatsNone() throws Exception {
        int total = 10_000;
        ExecutorService publisher = Executors.newSingleThreadExecutor();
        try {
            Future<?> publishing = publisher.submit(() -> publish(total));
            Map<Long, Received> begunAt = new TreeMap<>();
            while (begunAt.size() < 40 && !publishing.isDone()) {
                long since = exchange.lastSequence();
                Received received = new Received();
                if (begunAt.putIfAbsent(since, received) == null) {
                    exchange.subscribe("reader-" + since, since, received::add);
                }
            }
            publishing.get(60, TimeUnit.SECONDS);

            assertThat(begunAt).hasSizeGreaterThan(5);
            begunAt.forEach((since, received) -> {
                await().until(() -> since == total || received.last() == total);
                assertThat(received.numbers()).as("since %s", since).isEqualTo(range(since + 1, total));
            });
        } finally {
            publisher.shutdownNow();
        }
    }

    @Test
    void resubscribingSinceTheLastDeliveredMissesAndRepeatsNothing() {
        Received received = new Received();
        for (int round = 0; round < 20; round++) {
            long goal = received.last() + 1;
            EventSubscription subscription = exchange.subscribe("reader", received.last(), received::add);
            publish(100);
            await().until(() -> subscription.delivered() >= goal);
            subscription.close();
            awaitNoThread("longshore-events-reader");
            assertThat(subscription.delivered()).isEqualTo(received.last());
        }

        EventSubscription subscription = exchange.subscribe("reader", received.last(), received::add);
        await().until(() -> subscription.delivered() == 2000);
        assertThat(received.numbers()).isEqualTo(range(1, 2000));
    }

    /** R33. */
    @Test
    void aListenerThatStallsHoldsUpNobodyAndLosesNothing() {
        CountDownLatch gate = new CountDownLatch(1);
        Received slow = new Received();
        Received quick = new Received();
        EventSubscription stalled = exchange.subscribe("slow", 0, event -> {
            awaitQuietly(gate);
            slow.add(event);
        });
        EventSubscription other = exchange.subscribe("quick", 0, quick::add);

        publish(5000);
        await().until(() -> other.delivered() == 5000);
        assertThat(stalled.delivered()).isZero();
        gate.countDown();

        await().until(() -> stalled.delivered() == 5000);
        assertThat(slow.numbers()).isEqualTo(range(1, 5000));
        assertThat(quick.numbers()).isEqualTo(range(1, 5000));
    }

    @Test
    void whateverAListenerThrowsTheNextEventFollows() {
        Received received = new Received();
        EventSubscription subscription = exchange.subscribe("failing", 0, event -> {
            received.add(event);
            if (event.sequence() % 2 == 0) {
                throw new NoClassDefFoundError("on purpose");
            }
            throw new IllegalStateException("on purpose");
        });

        publish(4);

        await().until(() -> subscription.delivered() == 4);
        assertThat(received.numbers()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void aListenerThatInterruptsItsThreadStillGetsEverything() {
        publish(1000);
        Received received = new Received();
        EventSubscription subscription = exchange.subscribe("interrupting", 0, event -> {
            received.add(event);
            Thread.currentThread().interrupt();
        });
        publish(10);

        await().until(() -> subscription.delivered() == 1010);
        assertThat(received.numbers()).isEqualTo(range(1, 1010));
    }

    @Test
    void eachSubscriberSeesEachEventOfManyPublishersOnceAndInOrder() throws Exception {
        int publishers = 8;
        int each = 3000;
        List<Received> all = new ArrayList<>();
        List<EventSubscription> subscriptions = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Received received = new Received();
            all.add(received);
            subscriptions.add(exchange.subscribe("reader-" + i, 0, received::add));
        }
        CyclicBarrier start = new CyclicBarrier(publishers);
        Queue<Long> returned = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(publishers);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int p = 0; p < publishers; p++) {
                long base = p * 1_000_000L;
                running.add(threads.submit(() -> {
                    start.await(10, TimeUnit.SECONDS);
                    for (int i = 0; i < each; i++) {
                        returned.add(exchange.publish(Samples.started(base + i)));
                    }
                    return null;
                }));
            }
            for (Future<?> publisher : running) {
                publisher.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        int total = publishers * each;
        await().until(() -> subscriptions.stream().allMatch(s -> s.delivered() == total));
        assertThat(returned).hasSize(total).doesNotHaveDuplicates();
        for (Received received : all) {
            assertThat(received.numbers()).isEqualTo(range(1, total));
            for (long p = 0; p < publishers; p++) {
                long base = p * 1_000_000L;
                assertThat(received.pids().stream()
                                .filter(pid -> pid / 1_000_000 * 1_000_000 == base)
                                .toList())
                        .as("each publisher's own order")
                        .isEqualTo(LongStream.range(base, base + each).boxed().toList());
            }
        }
    }

    @Test
    void aSubscriberThatRetentionOvertookGoesOnWithTheOldest(@TempDir Path directory) {
        Settings settings = new Settings(4096, 3, 16, Settings.Fsync.NEVER, Samples.SMALL.fsyncInterval());
        try (JournalExchange bounded = JournalExchange.open(directory, settings, Samples.CLOCK)) {
            CountDownLatch gate = new CountDownLatch(1);
            CountDownLatch reached = new CountDownLatch(1);
            Received received = new Received();
            bounded.publish(Samples.started(1));
            EventSubscription subscription = bounded.subscribe("overtaken", 0, event -> {
                reached.countDown();
                awaitQuietly(gate);
                received.add(event);
            });
            awaitQuietly(reached);
            for (int i = 2; i <= 10_000; i++) {
                bounded.publish(Samples.started(i));
            }
            long oldest = bounded.firstSequence();
            gate.countDown();

            await().until(() -> subscription.delivered() == 10_000);
            List<Long> expected = new ArrayList<>(List.of(1L));
            expected.addAll(range(oldest, 10_000));
            assertThat(received.numbers()).isEqualTo(expected);
        }
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            exchange.publish(Samples.started(i));
        }
    }
}
