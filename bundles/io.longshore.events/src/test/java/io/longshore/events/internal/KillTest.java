// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code publish} has returned from outlives the process, however that ends. */
@Timeout(300)
final class KillTest {
    private static final int KILLS = 12;
    private static final Settings SETTINGS =
            new Settings(256 << 10, 1000, 64, Settings.Fsync.INTERVAL, Samples.SMALL.fsyncInterval());

    @TempDir
    private Path temp;

    @Test
    void everyAcknowledgedEventIsThereAfterAKillAndNumbersAreNotUsedAgain() throws Exception {
        Map<Long, Long> acknowledged = new HashMap<>();
        for (int kill = 0; kill < KILLS; kill++) {
            publishAndKill(kill, 200 + kill * 300, acknowledged);
        }

        try (JournalExchange exchange = JournalExchange.open(temp, SETTINGS, Samples.CLOCK)) {
            List<EventRecord> found = exchange.list(0, Integer.MAX_VALUE);

            assertThat(Samples.numbers(found)).isSorted().doesNotHaveDuplicates();
            Map<Long, Long> pids = new HashMap<>();
            found.forEach(event -> pids.put(event.sequence(), Samples.pid(event)));
            assertThat(pids).containsAllEntriesOf(acknowledged);
            assertThat(exchange.publish(Samples.started(0)))
                    .isGreaterThan(found.get(found.size() - 1).sequence());
        }
    }

    /** R15, R16. */
    @Test
    void aConsumerThatKeepsItsNumberSeesEachEventOnceThoughThePublisherIsKilled() throws Exception {
        Map<Long, Long> acknowledged = new HashMap<>();
        List<EventRecord> seen = new CopyOnWriteArrayList<>();
        long since = 0;
        for (int kill = 0; kill < 4; kill++) {
            publishAndKill(kill, 500, acknowledged);

            try (JournalExchange exchange = JournalExchange.open(temp, SETTINGS, Samples.CLOCK);
                    EventSubscription consumer = exchange.subscribe("consumer", since, seen::add)) {
                // and one that comes while it replays
                exchange.publish(Samples.started(-1 - kill));
                await().until(() -> consumer.delivered() == exchange.lastSequence());
                since = consumer.delivered();
            }
        }

        assertThat(Samples.numbers(seen)).isSorted().doesNotHaveDuplicates();
        List<Long> pids = seen.stream().map(Samples::pid).toList();
        assertThat(pids).doesNotHaveDuplicates().contains(-1L, -2L, -3L, -4L);
        assertThat(Set.copyOf(pids)).containsAll(acknowledged.values());
    }

    private void publishAndKill(int round, int events, Map<Long, Long> acknowledged)
            throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Publisher.class.getName(),
                        temp.toString(),
                        String.valueOf(round))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader answers =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            int count = 0;
            String answer;
            while ((answer = answers.readLine()) != null) {
                if (!answer.endsWith(".")) {
                    break;
                }
                String[] numberAndPid = answer.substring(0, answer.length() - 1).split(" ", -1);
                Long before = acknowledged.put(Long.valueOf(numberAndPid[0]), Long.valueOf(numberAndPid[1]));
                assertThat(before)
                        .as("number %s is used twice", numberAndPid[0])
                        .isNull();
                if (++count == events) {
                    // of the process itself: that of Process would also close its output
                    child.toHandle().destroyForcibly();
                }
            }
            assertThat(count).isGreaterThanOrEqualTo(events);
        } finally {
            child.destroyForcibly();
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(child.exitValue()).isEqualTo(128 + 9);
    }

    /** The child: publishes from two threads until it is killed, and acknowledges each event in a line. */
    static final class Publisher {
        private Publisher() {}

        public static void main(String[] args) {
            JournalExchange exchange = JournalExchange.open(Path.of(args[0]), SETTINGS, Clock.systemUTC());
            long base = Long.parseLong(args[1]) * 1_000_000_000;
            Thread second = new Thread(() -> publish(exchange, base + 500_000_000), "second");
            second.setDaemon(true);
            second.start();
            publish(exchange, base);
        }

        private static void publish(JournalExchange exchange, long base) {
            for (long pid = base; !System.out.checkError(); pid++) {
                long number = exchange.publish(Samples.started(pid));
                synchronized (System.out) {
                    System.out.println(number + " " + pid + ".");
                }
            }
        }
    }
}
