// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import static io.longshore.events.internal.Samples.range;
import static io.longshore.events.internal.SubscriberThreads.awaitNoThread;
import static io.longshore.events.internal.SubscriberThreads.awaitQuietly;
import static io.longshore.events.internal.SubscriberThreads.threads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.api.events.EventSubscription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How subscriptions end, and what is left of them: nothing. */
@Timeout(120)
final class SubscriptionEndTest {
    private final Path directory;
    private final JournalExchange exchange;

    SubscriptionEndTest(@TempDir Path directory) {
        this.directory = directory;
        exchange = JournalExchange.open(directory, Samples.SMALL, Samples.CLOCK);
    }

    @AfterEach
    void close() {
        exchange.close();
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
        assertThat(OpenFiles.in(directory))
                .filteredOn(file -> file.contains(".journal"))
                .hasSizeLessThanOrEqualTo(2);
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
}
