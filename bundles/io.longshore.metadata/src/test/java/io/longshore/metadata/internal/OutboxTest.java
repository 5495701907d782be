// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static io.longshore.metadata.internal.Examples.TEST;
import static io.longshore.metadata.internal.Examples.container;
import static io.longshore.metadata.internal.Examples.id;
import static io.longshore.metadata.internal.OutboxFixture.ALL_KINDS;
import static io.longshore.metadata.internal.OutboxFixture.awaitQuietly;
import static io.longshore.metadata.internal.OutboxFixture.changeAll;
import static io.longshore.metadata.internal.OutboxFixture.openedAnew;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.api.UnavailableException;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.NamespaceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** R16: the event of a change is published once, also if the process ends between the two. */
@Timeout(60)
class OutboxTest {
    @TempDir
    Path temp;

    private final RecordingExchange exchange = new RecordingExchange();
    private OutboxFixture fixture;
    private Path directory;

    @BeforeEach
    void place() {
        fixture = new OutboxFixture(temp, exchange);
        directory = fixture.directory();
    }

    @Test
    void whatTheExchangeDidNotTakeIsPublishedAtTheNextStartOnceAndInOrder() {
        try (MetadataStore store = fixture.open()) {
            exchange.closed = true;
            changeAll(store);
        }
        fixture.open().close();
        exchange.closed = false;

        fixture.open().close();
        assertThat(exchange.events).isEqualTo(ALL_KINDS);
        fixture.open().close();
        assertThat(exchange.events).isEqualTo(ALL_KINDS);
    }

    @Test
    void whatWasNotPublishedAtAKillIsPublishedAtTheNextStart() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        RecordingExchange blocking = new RecordingExchange() {
            @Override
            public long publish(LongshoreEvent event) {
                reached.countDown();
                awaitQuietly(goOn);
                return super.publish(event);
            }
        };
        Path copy;
        try (MetadataStore store = MetadataStore.open(directory, blocking, Clock.systemUTC())) {
            CompletableFuture<?> change =
                    CompletableFuture.runAsync(() -> store.containers().create(TEST, container("c")));
            assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
            copy = fixture.crashed("copy");
            goOn.countDown();
            change.get(30, TimeUnit.SECONDS);
        }

        assertThat(openedAnew(copy, exchange))
                .containsExactly(
                        new NamespaceEvent.Created(TEST, new TreeMap<>()),
                        new ContainerEvent.Created(
                                TEST, id("c"), "", container("c").runtime()));
    }

    @Test
    void whatWasPublishedAtAKillIsNotPublishedAgain() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        RecordingExchange blocking = new RecordingExchange() {
            @Override
            public long publish(LongshoreEvent event) {
                long number = super.publish(event);
                // of the container, behind two from before and the namespace
                if (number == 4) {
                    reached.countDown();
                    awaitQuietly(goOn);
                }
                return number;
            }
        };
        // equal ones from before must not count as these
        blocking.events.add(
                new ContainerEvent.Created(TEST, id("c"), "", container("c").runtime()));
        blocking.events.add(new ContainerEvent.Deleted(TEST, id("c")));
        Path copy;
        List<LongshoreEvent> atTheKill;
        try (MetadataStore store = MetadataStore.open(directory, blocking, Clock.systemUTC())) {
            CompletableFuture<?> changes = CompletableFuture.runAsync(() -> {
                store.containers().create(TEST, container("c"));
                store.containers().delete(TEST, id("c"));
            });
            assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
            copy = fixture.crashed("copy");
            atTheKill = List.copyOf(blocking.events);
            goOn.countDown();
            changes.get(30, TimeUnit.SECONDS);
        }
        exchange.events.addAll(atTheKill);

        assertThat(openedAnew(copy, exchange)).isEqualTo(atTheKill);
    }

    @Test
    void anEqualEventFromBeforeDoesNotCountAsThisOne() {
        try (MetadataStore store = fixture.open()) {
            store.containers().create(TEST, container("c"));
            store.containers().delete(TEST, id("c"));
            exchange.closed = true;
            store.containers().create(TEST, container("c"));
        }
        exchange.closed = false;

        fixture.open().close();

        assertThat(exchange.events).hasSize(4);
        assertThat(exchange.events.get(3)).isEqualTo(exchange.events.get(1));
    }

    @Test
    void whatWasNotCommittedIsNeverTold() throws Exception {
        FaultyFiles.install();
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Path copy;
        try (MetadataStore store = MetadataStore.open(directory, FaultyFiles.SCHEME, exchange, Clock.systemUTC())) {
            store.containers().create(TEST, container("c"));
            FaultyFiles.onWrite = () -> {
                reached.countDown();
                awaitQuietly(goOn);
                throw new IOException("No space left on device");
            };
            CompletableFuture<?> change =
                    CompletableFuture.runAsync(() -> store.containers().create(TEST, container("lost")));
            assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
            copy = fixture.crashed("copy");
            assertThat(Files.size(copy.resolve("metadata.events"))).isPositive();
            goOn.countDown();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> change.get(30, TimeUnit.SECONDS))
                    .withCauseInstanceOf(UnavailableException.class);
            assertThat(directory.resolve("metadata.events")).isEmptyFile();
        } finally {
            FaultyFiles.install();
        }
        List<LongshoreEvent> told = List.copyOf(exchange.events);

        // twice: the first start makes commits of its own
        openedAnew(copy, exchange);
        openedAnew(copy, exchange);

        assertThat(exchange.events).isEqualTo(told);
    }
}
