// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static io.longshore.metadata.internal.Examples.TEST;
import static io.longshore.metadata.internal.Examples.container;
import static io.longshore.metadata.internal.Examples.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.api.DeadlineExceededException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterDeadlineTest {
    @Test
    void whoWaitedTooLongIsToldSoAndTheChangeMayStillBeMade(@TempDir Path directory) throws Exception {
        Disk disk = Disk.open(directory, "nio", Clock.systemUTC(), () -> 0);
        Publisher publisher = new Publisher(new RecordingExchange(), disk.outbox());
        CountDownLatch answered = new CountDownLatch(1);
        Writer writer = new Writer(disk, publisher, Duration.ofMillis(20));
        try {
            StoredContainers containers = new StoredContainers(disk::contents, writer, Clock.systemUTC());
            // the answer comes behind the events of earlier changes
            publisher.publish(List.of(), () -> awaitQuietly(answered));

            assertThatExceptionOfType(DeadlineExceededException.class)
                    .isThrownBy(() -> containers.create(TEST, container("late")))
                    .withMessageContaining("not known");
            answered.countDown();
        } finally {
            assertThat(writer.end()).isTrue();
            publisher.end(disk::close);
        }

        try (Disk reopened = Disk.open(directory, "nio", Clock.systemUTC(), () -> 0)) {
            assertThat(reopened.contents().get(new Key(TEST, id("late")))).isNotNull();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
