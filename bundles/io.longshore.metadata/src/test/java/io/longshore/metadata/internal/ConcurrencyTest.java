// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static io.longshore.metadata.internal.Examples.TEST;
import static io.longshore.metadata.internal.Examples.container;
import static io.longshore.metadata.internal.Examples.containerBuilder;
import static io.longshore.metadata.internal.Examples.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.containers.Container;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.NamespaceEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrencyTest {
    private static final int WRITERS = 16;
    private static final int EACH = 50;

    @TempDir
    Path directory;

    private final RecordingExchange exchange = new RecordingExchange();
    private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    private MetadataStore store;

    @BeforeEach
    void open() {
        FaultyFiles.install();
        store = MetadataStore.open(directory, FaultyFiles.SCHEME, exchange, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        FaultyFiles.install();
        store.close();
        threads.shutdownNow();
    }

    private <T> List<T> inParallel(List<Callable<T>> tasks) throws Exception {
        List<T> results = new ArrayList<>();
        for (Future<T> future : threads.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
            results.add(future.get());
        }
        return results;
    }

    @Test
    void sixteenWritersShareCommitsAndLoseNothing() throws Exception {
        int before = FaultyFiles.SYNCS.get();
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            String prefix = "w" + writer + "-";
            tasks.add(() -> {
                for (int n = 0; n < EACH; n++) {
                    store.containers().create(TEST, container(prefix + n));
                    store.containers()
                            .update(
                                    TEST,
                                    containerBuilder(prefix + n).image("i" + n).build(),
                                    Set.of("image"));
                }
                return EACH;
            });
        }

        inParallel(tasks);

        int changes = 2 * WRITERS * EACH;
        assertThat(FaultyFiles.SYNCS.get() - before).isLessThan(changes / 2);
        assertThat(exchange.events).hasSize(changes + 1);
        assertThat(exchange.events.stream().filter(NamespaceEvent.Created.class::isInstance))
                .hasSize(1);
        List<Container> all = store.containers().list(TEST);
        store.close();
        open();
        assertThat(all)
                .hasSize(WRITERS * EACH)
                .allSatisfy(container -> assertThat(container.image()).startsWith("i"));
        assertThat(store.containers().list(TEST)).isEqualTo(all);
    }

    @Test
    void ofSixteenCreatesOfOneIdOneSucceeds() throws Exception {
        Callable<Boolean> create = () -> {
            try {
                store.containers().create(TEST, container("c"));
                return true;
            } catch (AlreadyExistsException e) {
                return false;
            }
        };

        List<Boolean> created = inParallel(java.util.Collections.nCopies(WRITERS, create));

        assertThat(created.stream().filter(done -> done)).hasSize(1);
        assertThat(exchange.events).hasSize(2);
    }

    @Test
    void updatesOfOneContainerAddUpAndTheirEventsFollowTheCommits() throws Exception {
        store.containers().create(TEST, container("c"));
        List<Callable<Container>> updates = new ArrayList<>();
        for (int n = 0; n < 200; n++) {
            String key = "k" + n;
            updates.add(() -> store.containers()
                    .update(TEST, containerBuilder("c").label(key, "v").build(), Set.of("labels." + key)));
        }

        inParallel(updates);

        assertThat(store.containers().get(TEST, id("c")).labels()).hasSize(200);
        List<Integer> sizes = exchange.events.stream()
                .filter(ContainerEvent.Updated.class::isInstance)
                .map(event -> ((ContainerEvent.Updated) event).labels().size())
                .toList();
        assertThat(sizes).hasSize(200).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void readersDoNotWaitForAWriterAndSeeOnlyWhatIsDurable() throws Exception {
        store.containers().create(TEST, container("c"));
        CountDownLatch syncing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        FaultyFiles.onSync = () -> {
            syncing.countDown();
            try {
                if (!go.await(30, TimeUnit.SECONDS)) {
                    throw new IOException("the test does not go on");
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        };

        Future<Container> update = threads.submit(() -> store.containers()
                .update(TEST, containerBuilder("c").image("new").build(), Set.of("image")));
        assertThat(syncing.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(store.containers().get(TEST, id("c")).image()).isEmpty();
        assertThat(store.containers().list(TEST)).hasSize(1);
        assertThat(update).isNotDone();
        assertThat(exchange.events).hasSize(2);
        go.countDown();
        assertThat(update.get(10, TimeUnit.SECONDS).image()).isEqualTo("new");
        assertThat(store.containers().get(TEST, id("c")).image()).isEqualTo("new");
    }
}
