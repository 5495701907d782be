// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Closing the runtime while something is under way. */
class ClosingTest extends RuntimeWithFakeShims {
    @Test
    void operationsUnderWayAreAwaitedAndNewOnesRefused() throws Exception {
        Task task = create();
        CountDownLatch goOn = new CountDownLatch(1);
        shims.before.put("start", () -> awaitUninterruptibly(goOn));
        FutureTask<Boolean> start = new FutureTask<>(task::start, true);
        Thread starter = beside(start);
        FutureTask<Boolean> closing = new FutureTask<>(runtime::close, true);
        Thread closer = beside(closing);

        assertThatThrownBy(() -> task.kill(Signal.TERM, false)).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(this::create).isInstanceOf(UnavailableException.class);
        assertThat(shims.calls).doesNotContain("kill", "close");
        goOn.countDown();

        assertThat(start.get(10, SECONDS)).isTrue();
        assertThat(closing.get(10, SECONDS)).isTrue();
        starter.join();
        closer.join();
        assertThat(shims.calls).endsWith("start", "close");
        assertThat(readRecord().startedAt()).isEqualTo(NOW);
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start");
    }

    @Test
    void waitingForOperationsHasAnEnd() throws Exception {
        Operations operations = new Operations();
        CountDownLatch goOn = new CountDownLatch(1);
        FutureTask<Boolean> operation = new FutureTask<>(() -> operations.run(() -> awaitUninterruptibly(goOn)), true);
        Thread thread = beside(operation);

        assertThat(operations.awaitNone(Duration.ofMillis(20))).isFalse();

        goOn.countDown();
        assertThat(operations.awaitNone(Duration.ofSeconds(10))).isTrue();
        thread.join();
    }
}
