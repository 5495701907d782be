// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RuntimeThreadsTest {
    private final AtomicBoolean none = new AtomicBoolean();
    private final RuntimeThreads threads = new RuntimeThreads(this::make);

    private Thread make(Runnable work, String name) {
        if (none.get()) {
            throw new OutOfMemoryError("unable to create native thread: what a machine says that has none left");
        }
        return new Thread(work, name);
    }

    private void end() {
        threads.shutdown();
        assertThat(threads.awaitNone(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void withoutAnotherThreadToBeHadNothingIsLost() throws Exception {
        threads.start();
        none.set(true);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(3);
        threads.execute(() -> RuntimeWithFakeShims.awaitUninterruptibly(goOn));

        threads.execute(done::countDown);
        threads.execute(done::countDown);
        threads.executeLater(done::countDown, Duration.ofMillis(1));
        goOn.countDown();

        assertThat(done.await(10, SECONDS)).isTrue();
        end();
    }

    @Test
    void othersAreServedWhenThereIsAThreadForThemAgain() throws Exception {
        threads.start();
        none.set(true);
        CountDownLatch done = new CountDownLatch(1);

        threads.executeForOthers(done::countDown);

        assertThat(done.getCount()).isEqualTo(1);
        none.set(false);
        assertThat(done.await(10, SECONDS)).isTrue();
        end();
    }

    @Test
    void whatFailsDoesNotTakeTheLastThreadAlong() throws Exception {
        threads.start();
        none.set(true);
        CountDownLatch done = new CountDownLatch(1);

        threads.execute(() -> {
            throw new AssertionError("as may happen");
        });
        threads.execute(done::countDown);

        assertThat(done.await(10, SECONDS)).isTrue();
        end();
    }

    /** R33. */
    @Test
    void howeverManyOthersBlockTheRuntimeAndFurtherOnesGoOn() throws Exception {
        int count = 40;
        CountDownLatch blocking = new CountDownLatch(count);
        CountDownLatch goOn = new CountDownLatch(1);
        for (int i = 0; i < count; i++) {
            threads.executeForOthers(() -> {
                blocking.countDown();
                RuntimeWithFakeShims.awaitUninterruptibly(goOn);
            });
        }
        assertThat(blocking.await(10, SECONDS)).isTrue();
        CountDownLatch done = new CountDownLatch(2);

        threads.execute(done::countDown);
        threads.executeForOthers(done::countDown);

        assertThat(done.await(10, SECONDS)).isTrue();
        threads.shutdown();
        assertThat(threads.awaitNone(Duration.ofMillis(50))).isFalse();
        goOn.countDown();
        assertThat(threads.awaitNone(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void othersTakeNoThreadsWithoutEndAndWhoComesThenIsServedLater() throws Exception {
        CountDownLatch blocking = new CountDownLatch(RuntimeThreads.THREADS_FOR_OTHERS);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger most = new AtomicInteger();
        AtomicInteger running = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(RuntimeThreads.THREADS_FOR_OTHERS + 3);
        for (int i = 0; i < RuntimeThreads.THREADS_FOR_OTHERS + 3; i++) {
            threads.executeForOthers(() -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                blocking.countDown();
                RuntimeWithFakeShims.awaitUninterruptibly(goOn);
                running.decrementAndGet();
                done.countDown();
            });
        }
        assertThat(blocking.await(10, SECONDS)).isTrue();

        goOn.countDown();

        assertThat(done.await(10, SECONDS)).isTrue();
        assertThat(most).hasValueLessThanOrEqualTo(RuntimeThreads.THREADS_FOR_OTHERS);
        threads.shutdown();
        assertThat(threads.awaitNone(Duration.ofSeconds(10))).isTrue();
    }
}
