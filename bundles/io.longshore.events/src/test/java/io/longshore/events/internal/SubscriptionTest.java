// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void closingFromWithinTheListenerEndsIt() throws Exception {
        CompletableFuture<EventSubscription> self = new CompletableFuture<>();
        Received received = new Received();
        self.complete(exchange.subscribe("closing", 0, event -> {
            received.add(event);
            if (event.sequence() == 3) {
                self.join().close();
            }
        }));

        publish(100);

        awaitNoThread("longshore-events-closing");
        assertThat(received.numbers()).containsExactly(1L, 2L, 3L);
        assertThat(self.get(1, TimeUnit.SECONDS).delivered()).isEqualTo(3);
    }

    @Test
    void closingFromSeveralThreadsWhileEventsComeIsHarmless() throws Exception {
        ExecutorService closers = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 200; round++) {
                Received received = new Received();
                long since = exchange.lastSequence();
                EventSubscription subscription = exchange.subscribe("race", since, received::add);
                CyclicBarrier start = new CyclicBarrier(3);
                Future<?> first = closers.submit(() -> closeAt(start, subscription));
                Future<?> second = closers.submit(() -> closeAt(start, subscription));
                start.await(10, TimeUnit.SECONDS);
                publish(20);
                first.get(10, TimeUnit.SECONDS);
                second.get(10, TimeUnit.SECONDS);
                awaitNoThread("longshore-events-race");
                assertThat(received.numbers()).isEqualTo(range(since + 1, subscription.delivered()));
            }
        } finally {
            closers.shutdownNow();
        }
    }

    /** R34. */
    @Test
    void threadsAndFilesAreFlatAfterManySubscriptions() throws IOException {
        publish(200);
        for (int i = 0; i < 500; i++) {
            AtomicInteger count = new AtomicInteger();
            EventSubscription subscription = exchange.subscribe("many", 0, event -> count.incrementAndGet());
            await().pollInSameThread()
                    .pollDelay(0, TimeUnit.MILLISECONDS)
                    .pollInterval(1, TimeUnit.MILLISECONDS)
                    .until(() -> count.get() > 0);
            subscription.close();
        }

        awaitNoThread("longshore-events-many");
        assertThat(openSegments()).isLessThanOrEqualTo(2);
    }

    @Test
    void closingTheExchangeEndsAllThreads() {
        for (int i = 0; i < 10; i++) {
            exchange.subscribe("ending", 0, event -> {});
        }
        publish(10);

        exchange.close();

        assertThat(threads("longshore-events-ending")).isZero();
        awaitNoThread("longshore-events-sync");
    }

    @Test
    void aListenerMayCloseTheExchange() {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        exchange.subscribe("last", 0, event -> {
            try {
                exchange.close();
            } catch (RuntimeException e) {
                failure.set(e);
            } finally {
                done.countDown();
            }
        });

        publish(1);

        awaitQuietly(done);
        assertThat(failure.get()).isNull();
        awaitNoThread("longshore-events-last");
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            exchange.publish(Samples.started(i));
        }
    }

    private static Void closeAt(CyclicBarrier start, EventSubscription subscription)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        start.await(10, TimeUnit.SECONDS);
        subscription.close();
        return null;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitNoThread(String name) {
        await().pollDelay(0, TimeUnit.MILLISECONDS)
                .pollInterval(1, TimeUnit.MILLISECONDS)
                .until(() -> threads(name) == 0);
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .count();
    }

    private static long openSegments() throws IOException {
        long open = 0;
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                open += descriptor.toFile().getCanonicalPath().contains(".journal") ? 1 : 0;
            }
        }
        return open;
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static final class Received {
        private final List<EventRecord> events = new ArrayList<>();

        synchronized void add(EventRecord event) {
            events.add(event);
        }

        synchronized List<Long> numbers() {
            return Samples.numbers(events);
        }

        synchronized List<Long> pids() {
            return events.stream().map(Samples::pid).toList();
        }

        synchronized long last() {
            return events.isEmpty() ? 0 : events.get(events.size() - 1).sequence();
        }
    }
}
