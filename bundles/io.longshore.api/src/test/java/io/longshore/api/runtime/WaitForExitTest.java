// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.CancelledException;
import io.longshore.api.ContainerId;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.Namespace;
import io.longshore.api.UnavailableException;
import io.longshore.api.UnknownException;
import io.longshore.api.fakes.FakeTask;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WaitForExitTest {
    private static final Exit EXIT = Exit.exited(7, FakeTask.ENDED);

    private final FakeTask task =
            new FakeTask(new Namespace("blue"), new ContainerId("web"), Stdio.NULL, () -> {}, started -> {});

    @Test
    void itIsTheExitThatCame() throws Exception {
        CompletableFuture<Exit> waiting = CompletableFuture.supplyAsync(() -> task.waitForExit(Duration.ofSeconds(30)));

        task.exit.complete(EXIT);

        assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(EXIT);
    }

    @Test
    void itDoesNotWaitLonger() {
        assertThatThrownBy(() -> task.waitForExit(Duration.ofMillis(1)))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessage("task web in namespace blue has not ended within 1 ms");
    }

    @Test
    void itEndsByAnInterruptWhichTheThreadKeeps() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> task.waitForExit(Duration.ofSeconds(30)))
                .isInstanceOf(CancelledException.class)
                .hasMessage("the wait for task web in namespace blue was interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anErrorOfOursIsThrownAsItIs() {
        UnavailableException closed = new UnavailableException("the runtime is closed");
        task.exit.completeExceptionally(closed);

        assertThatThrownBy(() -> task.waitForExit(Duration.ofSeconds(30))).isSameAs(closed);
    }

    @Test
    void anyOtherErrorIsToldAsUnknown() {
        IllegalStateException cause = new IllegalStateException("strange");
        task.exit.completeExceptionally(cause);

        assertThatThrownBy(() -> task.waitForExit(Duration.ofSeconds(30)))
                .isInstanceOf(UnknownException.class)
                .hasMessage("nobody can say how task web in namespace blue ends")
                .hasRootCause(cause);
    }
}
