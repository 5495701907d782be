// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.ExecId;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** R5: a shim that hangs. */
class LimitedShimTest extends RuntimeWithFakeShims {
    @Test
    void hungShimCollectsNoCallersWithoutEnd() throws Exception {
        Task task = create();
        task.start();
        CountDownLatch hanging = new CountDownLatch(LimitedShim.CALLS);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger kills = new AtomicInteger();
        shims.before.put("kill", () -> {
            if (kills.incrementAndGet() > LimitedShim.CALLS) {
                throw new DeadlineExceededException("hung");
            }
            hanging.countDown();
            awaitUninterruptibly(goOn);
        });
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < LimitedShim.CALLS; i++) {
            Thread caller = new Thread(() -> task.kill(Signal.TERM, false), "longshore-test-caller-" + i);
            caller.start();
            callers.add(caller);
        }
        assertThat(hanging.await(10, SECONDS)).isTrue();

        assertThatThrownBy(() -> task.kill(Signal.TERM, false)).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(task::refresh).isInstanceOf(UnavailableException.class);
        assertThat(task.forceDelete().status()).isEqualTo(137);
        assertThat(runtime.list()).isEmpty();

        goOn.countDown();
        for (Thread caller : callers) {
            caller.join();
        }
    }

    @Test
    void callsThatHaveEndedDoNotCount() {
        Task task = create();
        task.start();

        for (int i = 0; i <= LimitedShim.CALLS; i++) {
            task.kill(Signal.TERM, false);
        }

        assertThat(task.refresh().pid()).isEqualTo(FakeShims.PID);
    }

    @Test
    void whatRemovesATaskOrAProcessIsLetThrough() throws Exception {
        Task task = create();
        task.start();
        TaskProcess process = task.exec(new ExecId("one"), ExecOptions.of("true"));
        CountDownLatch goOn = new CountDownLatch(1);
        List<Thread> callers = hangInAllCalls(task, goOn);

        process.delete();
        shims.before.put("kill", () -> shims.exit.complete(Exit.exited(137, NOW)));
        task.forceDelete();

        assertThat(shims.calls).contains("deleteProcess one", "kill", "delete").doesNotContain("reclaim");
        goOn.countDown();
        for (Thread caller : callers) {
            caller.join();
        }
    }

    private List<Thread> hangInAllCalls(Task task, CountDownLatch goOn) throws Exception {
        CountDownLatch hanging = new CountDownLatch(LimitedShim.CALLS);
        shims.before.put("pids", () -> {
            hanging.countDown();
            awaitUninterruptibly(goOn);
        });
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < LimitedShim.CALLS; i++) {
            Thread caller = new Thread(task::pids, "longshore-test-caller-" + i);
            caller.start();
            callers.add(caller);
        }
        assertThat(hanging.await(10, SECONDS)).isTrue();
        return callers;
    }

    /** R31. */
    @Test
    void startsThatWaitForTheirTurnKeepNobodyFromTheShim() throws Exception {
        Task task = create();
        task.start();
        int count = LimitedShim.CALLS + 2;
        CountDownLatch starting = new CountDownLatch(count);
        CountDownLatch goOn = new CountDownLatch(1);
        List<TaskProcess> processes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            shims.before.put("start p" + i, () -> {
                starting.countDown();
                awaitUninterruptibly(goOn);
            });
            processes.add(task.exec(new ExecId("p" + i), ExecOptions.of("true")));
        }
        List<Thread> callers = new ArrayList<>();
        for (TaskProcess process : processes) {
            Thread caller = new Thread(process::start, "longshore-test-starter-" + process.id());
            caller.start();
            callers.add(caller);
        }
        assertThat(starting.await(10, SECONDS)).isTrue();

        task.kill(Signal.TERM, false);
        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);

        goOn.countDown();
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(processes)
                .allSatisfy(process -> assertThat(process.info().state()).isEqualTo(TaskState.RUNNING));
    }
}
