// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

@Timeout(60)
final class EventAdminBridgeTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(10);

    @TempDir
    private Path temp;

    private final JournalExchange exchange;
    private final RecordingAdmin admin = new RecordingAdmin();

    EventAdminBridgeTest(@TempDir Path journal) {
        exchange = JournalExchange.open(journal, Samples.SMALL, Samples.CLOCK);
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void anEventKeepsItsFieldsAndGetsALegalTopic() {
        try (EventAdminBridge bridge = open(LONG)) {
            exchange.publish(Samples.exited());
            await().until(() -> admin.events().size() == 1);
            assertThat(bridge).isNotNull();
        }

        Event event = admin.events().get(0);
        assertThat(event.getTopic()).isEqualTo("io/longshore/tasks/exit");
        assertThat(properties(event))
                .isEqualTo(Map.ofEntries(
                        Map.entry("event.topics", "io/longshore/tasks/exit"),
                        Map.entry("longshore.topic", "/tasks/exit"),
                        Map.entry("namespace", "apps"),
                        Map.entry("sequence", 1L),
                        Map.entry("timestamp", Samples.NOW.toEpochMilli()),
                        Map.entry("container_id", "web-1"),
                        Map.entry("id", "shell.1"),
                        Map.entry("pid", 4711L),
                        Map.entry("exit_status", 137),
                        Map.entry("exited_at", Samples.NOW.toString()),
                        Map.entry("cause", "OOM_KILLED"),
                        Map.entry("detail", "größer als erlaubt")));
    }

    @Test
    void everyTypeOfEventIsSentInOrder() {
        int count = Samples.all().size();
        Samples.all().forEach(exchange::publish);

        EventAdminBridge bridge = open(LONG);
        await().until(() -> admin.events().size() == count);
        bridge.close();

        assertThat(admin.numbers()).isEqualTo(range(1, count));
    }

    @Test
    void illegalCharactersAndEmptyTokensOfATopicAreReplaced() {
        assertThat(AdminEvents.topic("/tasks/exec-started")).isEqualTo("io/longshore/tasks/exec-started");
        assertThat(AdminEvents.topic("//a.b/c:ü d/")).isEqualTo("io/longshore/a_b/c___d");
    }

    /** R16. */
    @Test
    void anOrderlyRestartNeitherLosesNorRepeats() {
        for (int round = 0; round < 30; round++) {
            EventAdminBridge bridge = open(LONG);
            publish(50);
            long goal = round * 50L + 1;
            await().until(() -> admin.events().size() >= goal);
            bridge.close();
            int posted = admin.events().size();
            publish(50);
            assertThat(admin.events()).as("nothing is sent after close").hasSize(posted);
        }

        EventAdminBridge bridge = open(LONG);
        await().until(() -> admin.events().size() >= 3000);
        bridge.close();

        assertThat(admin.numbers()).isEqualTo(range(1, 3000));
    }

    @Test
    void afterACrashNoMoreThanTheLastIntervalIsRepeatedAndNothingLost() throws IOException {
        Path cursor = temp.resolve("bridge.cursor");
        EventAdminBridge crashed = open(SHORT);
        publish(100);
        await().until(() -> Files.exists(cursor) && Files.readString(cursor).equals("100\n"));
        String old = Files.readString(cursor);
        publish(10);
        await().until(() -> admin.events().size() == 110);
        crashed.close();
        Files.writeString(cursor, old);

        EventAdminBridge bridge = open(SHORT);
        await().until(() -> admin.events().size() == 120);
        bridge.close();

        List<Long> expected = new ArrayList<>(range(1, 110));
        expected.addAll(range(101, 110));
        assertThat(admin.numbers()).isEqualTo(expected);
    }

    @Test
    void anEventThatHandlersHaveNotReturnedFromIsSentAgainAfterACrash() throws Exception {
        Path cursor = temp.resolve("bridge.cursor");
        EventAdminBridge crashed = open(SHORT);
        publish(3);
        await().until(() -> Files.exists(cursor) && Files.readString(cursor).equals("3\n"));
        admin.stall();
        publish(2);
        admin.awaitStalled();
        String atTheCrash = Files.readString(cursor);
        admin.goOn();
        crashed.close();
        Files.writeString(cursor, atTheCrash);

        EventAdminBridge bridge = open(SHORT);
        await().until(() -> Files.readString(cursor).equals("5\n"));
        bridge.close();

        assertThat(atTheCrash).isEqualTo("3\n");
        assertThat(admin.numbers()).startsWith(1L, 2L, 3L, 4L).endsWith(4L, 5L);
    }

    @Test
    void aDamagedCursorRepeatsRatherThanLoses() throws IOException {
        publish(10);
        Files.writeString(temp.resolve("bridge.cursor"), "1\u00000");

        EventAdminBridge bridge = open(LONG);
        await().until(() -> admin.events().size() == 10);
        bridge.close();

        assertThat(Files.readString(temp.resolve("bridge.cursor"))).isEqualTo("10\n");
    }

    @Test
    void aCursorBeyondTheJournalWaitsForNewEvents() throws IOException {
        publish(10);
        Files.writeString(temp.resolve("bridge.cursor"), "5000\n");

        EventAdminBridge bridge = open(LONG);
        publish(1);
        await().until(() -> admin.events().size() == 1);
        bridge.close();

        assertThat(admin.numbers()).containsExactly(11L);
    }

    @Test
    void anEventThatAStoppedEventAdminRefusesIsKeptForTheNext() {
        admin.refuseFrom(6);
        EventAdminBridge first = open(LONG);
        publish(10);
        await().until(() -> admin.refused() > 0);
        first.close();
        admin.refuseFrom(Long.MAX_VALUE);

        EventAdminBridge second = open(LONG);
        await().until(() -> admin.events().size() == 10);
        second.close();

        assertThat(admin.numbers()).isEqualTo(range(1, 10));
    }

    /** R33. */
    @Test
    void anEventAdminThatStallsHoldsUpNobodyAndGetsEverythingInTheEnd() throws Exception {
        admin.stall();
        EventAdminBridge bridge = open(LONG);
        try {
            publish(1);
            admin.awaitStalled();
            // far more than memory holds, so that the bridge has to go on from the disk
            publish(5000);
            AtomicLong seen = new AtomicLong();
            exchange.subscribe("other", 0, event -> seen.set(event.sequence()));

            await().until(() -> seen.get() == 5001);
            assertThat(admin.events()).isEmpty();
        } finally {
            admin.goOn();
        }

        await().until(() -> admin.events().size() == 5001);
        bridge.close();
        assertThat(admin.numbers()).isEqualTo(range(1, 5001));
    }

    @Test
    void anEventWhoseHandlerComesBackAfterTheDeadlineOfTheCloseIsSentAgain() throws Exception {
        Path cursor = temp.resolve("bridge.cursor");
        admin.stall();
        EventAdminBridge late = open(SHORT);
        publish(1);
        admin.awaitStalled();
        late.close();
        admin.goOn();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("longshore-events-eventadmin")));
        late.close();
        assertThat(cursor).doesNotExist();

        EventAdminBridge bridge = open(LONG);
        await().until(() -> admin.events().size() == 2);
        bridge.close();

        assertThat(admin.numbers()).containsExactly(1L, 1L);
        assertThat(cursor).hasContent("1");
    }

    @Test
    void closingEndsTheThreads() {
        EventAdminBridge bridge = open(LONG);
        publish(1);
        await().until(() -> admin.events().size() == 1);

        bridge.close();
        bridge.close();

        Set<String> ours = Set.of("longshore-events-eventadmin", "longshore-events-cursor");
        await().until(() ->
                Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> ours.contains(thread.getName())));
    }

    private EventAdminBridge open(Duration cursorInterval) {
        return EventAdminBridge.open(exchange, admin, temp.resolve("bridge.cursor"), cursorInterval);
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            exchange.publish(Samples.started(i));
        }
    }

    private static Map<String, Object> properties(Event event) {
        Map<String, Object> properties = new HashMap<>();
        for (String name : event.getPropertyNames()) {
            properties.put(name, event.getProperty(name));
        }
        return properties;
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static final class RecordingAdmin implements EventAdmin {
        private final List<Event> events = new ArrayList<>();
        private long refusedFrom = Long.MAX_VALUE;
        private int refused;
        private final CountDownLatch stalled = new CountDownLatch(1);
        private volatile CountDownLatch gate = new CountDownLatch(0);

        @Override
        public void sendEvent(Event event) {
            if (gate.getCount() > 0) {
                stalled.countDown();
                try {
                    assertThat(gate.await(60, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            record(event);
        }

        void stall() {
            gate = new CountDownLatch(1);
        }

        void awaitStalled() throws InterruptedException {
            assertThat(stalled.await(30, TimeUnit.SECONDS)).isTrue();
        }

        void goOn() {
            gate.countDown();
        }

        private synchronized void record(Event event) {
            if ((Long) event.getProperty("sequence") >= refusedFrom) {
                refused++;
                throw new IllegalStateException("on purpose");
            }
            events.add(event);
        }

        @Override
        public void postEvent(Event event) {
            throw new AssertionError("would be lost at the end of the process");
        }

        synchronized List<Event> events() {
            return List.copyOf(events);
        }

        synchronized List<Long> numbers() {
            return events.stream()
                    .map(event -> (Long) event.getProperty("sequence"))
                    .toList();
        }

        synchronized void refuseFrom(long sequence) {
            refusedFrom = sequence;
        }

        synchronized int refused() {
            return refused;
        }
    }
}
