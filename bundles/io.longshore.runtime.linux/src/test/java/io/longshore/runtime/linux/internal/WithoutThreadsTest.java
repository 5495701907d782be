// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What fails since the machine has no thread left to give, or no memory, gives back what it holds. */
@Timeout(30)
class WithoutThreadsTest extends RuntimeWithFakeShims {
    private static Runnable outOfThreads(AtomicInteger times) {
        return () -> {
            if (times.getAndDecrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread: what a machine says that has none left");
            }
        };
    }

    @Test
    void deletionThatHadNoThreadLeftCanBeRepeatedAtOnce() throws Exception {
        Task task = create();
        task.start();
        shims.exit.complete(Exit.exited(3, NOW));
        await(task);
        shims.before.put("delete", outOfThreads(new AtomicInteger(1)));
        assertThatThrownBy(task::delete).isInstanceOf(OutOfMemoryError.class);
        assertThat(task.info().state()).isEqualTo(TaskState.STOPPED);

        assertThat(task.delete().status()).isEqualTo(3);

        assertThat(files()).isEmpty();
    }

    @Test
    void forcedDeletionDoesNotFailAsTheOneBeforeItThatHadNoThreadLeft() throws Exception {
        Task task = create();
        task.start();
        shims.exit.complete(Exit.exited(3, NOW));
        await(task);
        CountDownLatch deleting = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Runnable outOfThreads = outOfThreads(new AtomicInteger(1));
        shims.before.put("delete", () -> {
            deleting.countDown();
            awaitUninterruptibly(goOn);
            outOfThreads.run();
        });
        FutureTask<Exit> unforced = new FutureTask<>(task::delete);
        Thread first = beside(unforced);
        assertThat(deleting.await(10, SECONDS)).isTrue();
        FutureTask<Exit> forced = new FutureTask<>(task::forceDelete);
        Thread second = beside(forced);

        goOn.countDown();

        assertThat(forced.get(10, SECONDS).status()).isEqualTo(3);
        assertThatThrownBy(() -> unforced.get(10, SECONDS)).hasCauseInstanceOf(OutOfMemoryError.class);
        first.join();
        second.join();
    }

    /** R8. */
    @Test
    void containerOfADeadShimIsCleanedUpAsSoonAsThereAreThreadsAgain() throws Exception {
        Task task = create();
        task.start();
        shims.before.put("reclaim", outOfThreads(new AtomicInteger(1)));
        CountDownLatch deleted = new CountDownLatch(1);
        events.before(event -> {
            if (event instanceof TaskEvent.Deleted) {
                deleted.countDown();
            }
        });

        shims.lost.complete(null);

        assertThat(deleted.await(10, SECONDS)).isTrue();
        assertThat(await(task).cause()).isEqualTo(Exit.Cause.SHIM_LOST);
    }

    @Test
    void creationThatFailedWithoutAThreadLeftIsTakenBackLater() throws Exception {
        shims.before.put("create", outOfThreads(new AtomicInteger(1)));
        shims.before.put("reclaim", outOfThreads(new AtomicInteger(1)));
        assertThatThrownBy(this::create).isInstanceOf(OutOfMemoryError.class);

        Awaitility.await()
                .ignoreExceptionsInstanceOf(FailedPreconditionException.class)
                .untilAsserted(() -> runtime.deleteContainer(NS, ID));

        assertThat(files()).isEmpty();
        create();
    }

    @Test
    void startThatHadNoThreadLeftIsOver() throws Exception {
        Task task = create();
        shims.before.put("start", outOfThreads(new AtomicInteger(1)));
        assertThatThrownBy(task::start).isInstanceOf(OutOfMemoryError.class);

        task.start();

        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
    }
}
