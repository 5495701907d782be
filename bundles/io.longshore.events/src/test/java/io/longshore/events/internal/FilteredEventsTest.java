// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.EventSubscription;
import io.longshore.api.events.NamespaceEvent;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Stdio;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
final class FilteredEventsTest {
    private final JournalExchange exchange;

    FilteredEventsTest(@TempDir Path directory) {
        exchange = JournalExchange.open(directory, Samples.SMALL, Samples.CLOCK);
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "topic==/tasks/exit; 2",
                "topic~=|^/tasks/|; 1 2 3",
                "namespace==blue; 3 4",
                "event.container_id==web-1; 1 2",
                "event.id==shell.1; 2",
                "event.exit_status==137,event.cause==OOM_KILLED; 2",
                "event.exit_status!=137; 1 3 4",
                "event.pid; 1 2",
                "event.labels.a.b==c; 4",
                "event.labels.\"a.b\"==c; 4",
                "event; ''",
                "topic.x; ''",
                "namespace.x; ''",
                "container_id==web-1; ''",
            })
    void eventsAreFilteredByTopicNamespaceAndAttributes(String filter, String expected) {
        exchange.publish(Samples.started(7));
        exchange.publish(Samples.exited());
        Namespace blue = new Namespace("blue");
        exchange.publish(new TaskEvent.OutOfMemory(blue, new ContainerId("db")));
        exchange.publish(
                new ContainerEvent.Updated(blue, new ContainerId("db"), "", new TreeMap<>(Map.of("a.b", "c")), ""));

        assertThat(Samples.numbers(exchange.list(0, 100, filter)))
                .isEqualTo(
                        expected.isEmpty()
                                ? List.of()
                                : List.of(expected.split(" ")).stream()
                                        .map(Long::valueOf)
                                        .toList());
    }

    /** The field paths of containerd's messages. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "event.io.stdout==/out; 1",
                "event.io.stdin; ''",
                "event.io.terminal==true; 1",
                "event.io.terminal; 1 2",
                "event.bundle~=^/run/; 1",
                "event.checkpoint==/c; 1",
                "event.checkpoint!=/c; 2 3 4 5",
                "event.checkpoint; 1",
                "event.rootfs.0.source==/a; 1",
                "event.id==web; 3 4",
                "event.runtime.name~=linux$; 3",
                "event.image; ''",
                "event.snapshot_key==k; 4",
                "event.labels.empty; 4 5",
                "event.labels.empty==x; ''",
                "event.name==blue,event.labels.\"a/b\"==c; 5",
            })
    void fieldsHaveContainerdsPathsAndCountAsAbsentWhereTheyAreEmpty(String filter, String expected) {
        Namespace blue = new Namespace("blue");
        ContainerId web = new ContainerId("web");
        List<Mount> rootfs = List.of(new Mount("bind", "/a", List.of()));
        TreeMap<String, String> labels = new TreeMap<>(Map.of("a/b", "c", "empty", ""));
        exchange.publish(new TaskEvent.Created(blue, web, "/run/b", rootfs, new Stdio("", "/out", "", true), "/c", 17));
        exchange.publish(new TaskEvent.Created(blue, web, "", List.of(), Stdio.NULL, 18));
        exchange.publish(new ContainerEvent.Created(blue, web, "", RuntimeInfo.linuxV1()));
        exchange.publish(new ContainerEvent.Updated(blue, web, "", labels, "k"));
        exchange.publish(new NamespaceEvent.Updated(blue, labels));

        assertThat(Samples.numbers(exchange.list(0, 100, filter)))
                .extracting(String::valueOf)
                .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ")));
    }

    @Test
    void aListIsFilteredBeforeItIsLimited() {
        publish(3000);

        assertThat(Samples.numbers(exchange.list(500, 3, "event.pid~=000$", "event.pid==7")))
                .containsExactly(1000L, 2000L, 3000L);
        assertThat(Samples.numbers(exchange.list(500, 2, "event.pid~=000$"))).containsExactly(1000L, 2000L);
        assertThat(exchange.list(0, 100, "event.pid==3001")).isEmpty();
        assertThat(exchange.list(0, 0, "event.pid")).isEmpty();
    }

    @Test
    void aSubscriberGetsWhatMatchesFromTheJournalAndAfterwards() {
        publish(500);
        Queue<Long> received = new ConcurrentLinkedQueue<>();

        EventSubscription subscription = exchange.subscribe(
                "reader", 100, List.of("event.pid~=00$", "event.pid==101"), event -> received.add(event.sequence()));
        publish(500);

        await().until(() -> subscription.delivered() == 1000);
        // the second half begins anew with pid 1
        assertThat(received).containsExactly(101L, 200L, 300L, 400L, 500L, 600L, 601L, 700L, 800L, 900L, 1000L);
    }

    @Test
    void whatIsLeftOutCountsAsDelivered() {
        publish(100);

        EventSubscription subscription = exchange.subscribe("reader", 0, List.of("event.pid==none"), event -> {
            throw new AssertionError("must not be called");
        });

        await().until(() -> subscription.delivered() == 100);
    }

    @Test
    void whatMatchesIsDeliveredOnTheThreadOfTheSubscription() {
        Queue<String> threads = new ConcurrentLinkedQueue<>();
        EventSubscription subscription = exchange.subscribe(
                "reader",
                0,
                List.of("topic"),
                event -> threads.add(Thread.currentThread().getName()));

        publish(1);

        await().until(() -> subscription.delivered() == 1);
        assertThat(threads).containsExactly("longshore-events-reader");
    }

    @Test
    void aWrongFilterIsRefusedAndNoSubscriptionBegins() {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> exchange.subscribe("wrong", 0, List.of("topic=x"), event -> {}));
        assertThatExceptionOfType(InvalidArgumentException.class).isThrownBy(() -> exchange.list(0, 1, "topic=x"));
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("longshore-events-wrong");
    }

    private void publish(int count) {
        LongStream.rangeClosed(1, count).forEach(pid -> exchange.publish(Samples.started(pid)));
    }
}
