// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LocalThreadsTest {
    private static final int MOST = 3;

    private final AtomicInteger made = new AtomicInteger();

    private Thread make(Runnable work) {
        made.incrementAndGet();
        Thread thread = new Thread(work, "longshore-test-" + made);
        thread.setDaemon(true);
        return thread;
    }

    private Thread makeOne(Runnable work) {
        if (made.get() > 0) {
            throw new OutOfMemoryError("unable to create native thread: what a machine says that has none left");
        }
        return make(work);
    }

    @Test
    void asManyAsThereMayBeWorkAtTheSameTimeAndTheOthersWait() throws Exception {
        try (LocalThreads threads = new LocalThreads(MOST, this::make)) {
            CyclicBarrier together = new CyclicBarrier(MOST);
            CountDownLatch done = new CountDownLatch(10 * MOST);
            for (int i = 0; i < 10 * MOST; i++) {
                threads.execute(() -> {
                    try {
                        together.await(30, SECONDS);
                        done.countDown();
                    } catch (Exception e) {
                        throw new IllegalStateException("they do not work at the same time", e);
                    }
                });
            }

            assertThat(done.await(30, SECONDS)).isTrue();
            assertThat(made).hasValue(MOST);
        }
    }

    @Test
    void withoutAnotherThreadToBeHadNothingIsLost() throws Exception {
        try (LocalThreads threads = new LocalThreads(MOST, this::makeOne)) {
            CountDownLatch held = new CountDownLatch(1);
            CountDownLatch done = new CountDownLatch(5);
            threads.execute(() -> {
                try {
                    assertThat(held.await(30, SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });

            for (int i = 0; i < 5; i++) {
                threads.execute(done::countDown);
            }
            held.countDown();

            assertThat(done.await(30, SECONDS)).isTrue();
        }
    }

    @Test
    void aTaskThatFailsDoesNotTakeTheLastThreadAlong() throws Exception {
        try (LocalThreads threads = new LocalThreads(MOST, this::makeOne)) {
            CountDownLatch done = new CountDownLatch(1);

            threads.execute(() -> {
                throw new AssertionError("as a task may");
            });
            threads.execute(done::countDown);

            assertThat(done.await(30, SECONDS)).isTrue();
        }
    }

    @Test
    void whatWasHandedOverBeforeTheEndIsStillDone() {
        AtomicInteger done = new AtomicInteger();
        LocalThreads threads = new LocalThreads(MOST, this::make);
        for (int i = 0; i < 100; i++) {
            threads.execute(done::incrementAndGet);
        }

        threads.close();
        threads.execute(done::incrementAndGet);

        assertThat(done).hasValue(100);
    }
}
