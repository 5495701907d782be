// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.death;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.api.ContainerId;
import io.longshore.api.LongshoreException;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.streams.StreamClosedException;
import io.longshore.api.streams.StreamOptions;
import io.longshore.api.streams.TaskIo;
import io.longshore.itests.runc.EveryShimProcess;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** A thousand times the same, with all kinds of shims together: the order of events holds, and nothing piles up. */
@EveryShimProcess
class EnduranceIT {
    @Parameter
    private ShimKind kind;

    private static final int THREADS = 4;
    /** Of each kind. */
    private static final int LIVES = 500;
    /** What the JDK and the test itself may need more than before: class files, a thread that ends soon. */
    private static final int MARGIN = 5;

    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    /** R17, R20, R34. */
    @Test
    void eventsOfAThousandShortLivesAreCompleteInOrderAndSingleAndNothingPilesUp() throws Exception {
        lives(10);
        int descriptors = descriptors();
        Set<String> threads = threads();
        long mark = rig.events().lastSequence();

        lives(LIVES / THREADS);

        Map<ContainerId, List<String>> topics = rig.events().list(mark, Integer.MAX_VALUE).stream()
                .map(EventRecord::event)
                .filter(TaskEvent.class::isInstance)
                .map(TaskEvent.class::cast)
                .collect(Collectors.groupingBy(
                        TaskEvent::containerId, Collectors.mapping(LongshoreEvent::topic, Collectors.toList())));
        assertThat(topics).hasSize(THREADS);
        List<String> expected = Collections.nCopies(
                        LIVES / THREADS, List.of("/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete"))
                .stream()
                .flatMap(List::stream)
                .toList();
        assertThat(topics.values()).allSatisfy(seen -> assertThat(seen).isEqualTo(expected));
        areFlat(descriptors, threads);
    }

    /** Each thread uses one id again and again; R20: whoever hears of an exit can delete. */
    private void lives(int count) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Void>> living = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                String id = "true-" + i;
                living.add(executor.submit(() -> live(id, count)));
            }
            for (Future<Void> life : living) {
                life.get(500, SECONDS);
            }
        } finally {
            executor.shutdownNow();
            assertThat(executor.awaitTermination(30, SECONDS)).isTrue();
        }
    }

    private Void live(String name, int count) throws Exception {
        ContainerId id = rig.container(name, "true");
        BlockingQueue<Object> deletions = new LinkedBlockingQueue<>();
        try (EventSubscription subscription = rig.events()
                .subscribe("deletes-" + name, rig.events().lastSequence(), record -> {
                    if (record.event() instanceof TaskEvent.Exited exited
                            && exited.containerId().equals(id)) {
                        deletions.add(deletion(id));
                    }
                })) {
            for (int i = 0; i < count; i++) {
                rig.runtime().create(rig.namespace(), id, CreateOptions.DEFAULT).start();
                assertThat(deletions.poll(30, SECONDS))
                        .as("after event number %s", subscription.delivered())
                        .isInstanceOfSatisfying(
                                Exit.class, exit -> assertThat(exit.status()).isZero());
            }
        }
        rig.containers().delete(rig.namespace(), id);
        return null;
    }

    /** How it ended, or why it cannot be deleted. */
    private Object deletion(ContainerId id) {
        try {
            return rig.runtime().delete(rig.namespace(), id);
        } catch (LongshoreException e) {
            return e;
        }
    }

    /** R34. */
    @Test
    void thousandSessionsOfStreamsLeaveNoThreadAndNoDescriptor() throws Exception {
        ContainerId id = rig.container("talks", "sh", "-c", "echo hello; sleep 1000");
        StreamOptions options = StreamOptions.DEFAULT.withReadTimeout(Duration.ofSeconds(30));
        TaskIo first = rig.streams().open(rig.namespace(), id, null, options);
        Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.with(first.stdio()));
        task.start();
        assertThat(first.stdout().readNBytes(6)).asString().isEqualTo("hello\n");
        first.detach();
        for (int i = 0; i < 20; i++) {
            session(task, options, i);
        }
        int descriptors = descriptors();
        Set<String> threads = threads();

        for (int i = 0; i < 1000; i++) {
            session(task, options, i);
        }

        areFlat(descriptors, threads);
    }

    /** Half of them with somebody who waits for output that does not come. */
    private void session(Task task, StreamOptions options, int number) throws Exception {
        try (TaskIo again = rig.streams().reattach(rig.namespace(), task.id(), null, options)) {
            if (number % 2 == 0) {
                Thread reader = new Thread(() -> readToItsEnd(again), "test-reader");
                reader.start();
                again.detach();
                reader.join(30_000);
                assertThat(reader.isAlive()).isFalse();
            } else {
                again.detach();
            }
        }
    }

    private static void readToItsEnd(TaskIo io) {
        try {
            assertThat(io.stdout().read()).isEqualTo(-1);
        } catch (IOException e) {
            assertThat(e).isInstanceOf(StreamClosedException.class);
        }
    }

    private static void areFlat(int descriptors, Set<String> threads) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(descriptors()).as("open descriptors").isLessThanOrEqualTo(descriptors + MARGIN);
            assertThat(threads().size())
                    .as("threads; before %s, now %s", threads, threads())
                    .isLessThanOrEqualTo(threads.size() + MARGIN);
        });
    }

    private static int descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return (int) open.count();
        }
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread.getName() + "#" + thread.getId())
                .collect(Collectors.toSet());
    }
}
