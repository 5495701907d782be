// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RetryThreadTest {
    @Test
    void taskRunsOnANamedDaemonAlsoAfterOneThatFailed() throws Exception {
        try (RetryThread retries = new RetryThread("longshore-test-retry")) {
            CompletableFuture<Thread> ran = new CompletableFuture<>();
            retries.after(Duration.ZERO, () -> {
                throw new IllegalStateException("on purpose");
            });
            retries.after(Duration.ofMillis(1), () -> ran.complete(Thread.currentThread()));

            Thread thread = ran.get(10, SECONDS);

            assertThat(thread.getName()).isEqualTo("longshore-test-retry");
            assertThat(thread.isDaemon()).isTrue();
        }
    }

    @Test
    void nothingRunsAfterTheClosing() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        RetryThread retries = new RetryThread("longshore-test-retry");
        retries.after(Duration.ofMillis(100), ran::countDown);

        retries.close();
        retries.after(Duration.ZERO, ran::countDown);

        assertThat(ran.await(300, MILLISECONDS)).isFalse();
    }
}
