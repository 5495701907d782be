// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** R5: a shim that hangs. */
class LimitedShimTest extends RuntimeWithFakeShims {
    @Test
    void hungShimCollectsNoCallersWithoutEnd() throws Exception {
        Task task = create();
        task.start();
        CountDownLatch hanging = new CountDownLatch(LimitedShim.CALLS);
        CountDownLatch goOn = new CountDownLatch(1);
        shims.before.put("kill", () -> {
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
}
