// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.UnavailableException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SharedTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Shared<String> shared = new Shared<>("asking");
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger tries = new AtomicInteger();

    private FutureTask<String> first(Supplier<String> end) {
        FutureTask<String> first = new FutureTask<>(() -> shared.get(
                () -> {
                    begun.countDown();
                    RuntimeWithFakeShims.awaitUninterruptibly(goOn);
                    return end.get();
                },
                LONG));
        new Thread(first, "test-first").start();
        RuntimeWithFakeShims.awaitUninterruptibly(begun);
        return first;
    }

    private FutureTask<String> second(Supplier<String> action) {
        FutureTask<String> second = new FutureTask<>(() -> shared.get(action, LONG));
        assertThat(RuntimeWithFakeShims.beside(second).isAlive()).isTrue();
        return second;
    }

    private String tried() {
        return "try " + tries.incrementAndGet();
    }

    @Test
    void whatSucceedsIsSharedByWhoComesMeanwhile() throws Exception {
        FutureTask<String> first = first(() -> "one");
        FutureTask<String> second = second(this::tried);

        goOn.countDown();

        assertThat(first.get(10, SECONDS)).isEqualTo("one");
        assertThat(second.get(10, SECONDS)).isEqualTo("one");
        assertThat(tries).hasValue(0);
    }

    @Test
    void whatFailsIsTriedByWhoCameLater() throws Exception {
        FutureTask<String> first = first(() -> {
            throw new UnavailableException("not yet");
        });
        FutureTask<String> second = second(this::tried);

        goOn.countDown();

        assertThatThrownBy(() -> first.get(10, SECONDS)).hasCauseInstanceOf(UnavailableException.class);
        assertThat(second.get(10, SECONDS)).isEqualTo("try 1");
    }

    /** Whoever hears of the failure must not find that attempt still under way, and take it for a newer one. */
    @Test
    void whatHasFailedIsNotFoundAgainByWhoTriesNext() throws Exception {
        for (int round = 0; round < 500; round++) {
            SharedTest fresh = new SharedTest();
            fresh.whatFailsIsTriedByWhoCameLater();
        }
    }

    @Test
    void whoWaitsTooLongForAnotherDoesNotBeginAgain() throws Exception {
        FutureTask<String> first = first(() -> "one");

        assertThatThrownBy(() -> shared.get(this::tried, Duration.ofMillis(1)))
                .isInstanceOf(DeadlineExceededException.class);

        assertThat(tries).hasValue(0);
        goOn.countDown();
        assertThat(first.get(10, SECONDS)).isEqualTo("one");
    }

    @Test
    void somethingElseIsDoneAfterWhatIsUnderWay() throws Exception {
        FutureTask<String> first = first(() -> {
            throw new UnavailableException("not yet");
        });
        AtomicInteger others = new AtomicInteger();
        FutureTask<Void> other = new FutureTask<>(() -> shared.besides(others::incrementAndGet, LONG), null);
        assertThat(RuntimeWithFakeShims.beside(other).isAlive()).isTrue();
        assertThat(others).hasValue(0);

        goOn.countDown();

        other.get(10, SECONDS);
        assertThat(others).hasValue(1);
        assertThatThrownBy(() -> first.get(10, SECONDS)).hasCauseInstanceOf(UnavailableException.class);
    }

    @Test
    void whatIsWantedWhileSomethingElseIsDoneIsDoneAfterwards() throws Exception {
        FutureTask<Void> other = new FutureTask<>(
                () -> shared.besides(
                        () -> {
                            begun.countDown();
                            RuntimeWithFakeShims.awaitUninterruptibly(goOn);
                        },
                        LONG),
                null);
        new Thread(other, "test-other").start();
        RuntimeWithFakeShims.awaitUninterruptibly(begun);
        FutureTask<String> second = second(this::tried);
        assertThat(tries).hasValue(0);

        goOn.countDown();

        assertThat(second.get(10, SECONDS)).isEqualTo("try 1");
        other.get(10, SECONDS);
    }

    @Test
    void somethingElseDoesNotWaitForEver() throws Exception {
        FutureTask<String> first = first(() -> "one");

        assertThatThrownBy(() -> shared.besides(tries::incrementAndGet, Duration.ofMillis(1)))
                .isInstanceOf(DeadlineExceededException.class);

        assertThat(tries).hasValue(0);
        goOn.countDown();
        assertThat(first.get(10, SECONDS)).isEqualTo("one");
    }
}
