// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.events.EventSubscription;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.benchmarks.Scenario;
import io.longshore.benchmarks.Stage;
import io.longshore.benchmarks.engine.OwnDirectory;
import io.longshore.benchmarks.karaf.Archives;
import io.longshore.benchmarks.karaf.EventAdminHost;
import io.longshore.benchmarks.measure.Contestant;
import io.longshore.benchmarks.measure.Entry;
import io.longshore.benchmarks.measure.Figures;
import io.longshore.benchmarks.measure.Stop;
import io.longshore.events.internal.EventAdminBridge;
import io.longshore.events.internal.JournalExchange;
import io.longshore.events.internal.Settings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Events through the exchange and its journal, from several publishers until the last one has arrived. */
public final class Events implements Scenario {
    private static final int PUBLISHERS = 4;
    private static final int PER_PUBLISHER = 10_000;
    private static final int EVENTS = PUBLISHERS * PER_PUBLISHER;
    private static final double ROUNDS = 0.15;
    private static final long PATIENCE_SECONDS = 60;
    private static final Duration CURSOR = Duration.ofMillis(500);
    private static final TaskEvent EVENT = new TaskEvent.Exited(
            new Namespace("bench"), new ContainerId("some-container"), null, 4711, Exit.exited(0, Instant.EPOCH));

    @Override
    public String name() {
        return "events";
    }

    @Override
    public String about() {
        return "events through the exchange and its journal: to a subscriber, to a handler of EventAdmin";
    }

    @Override
    public int seconds() {
        return 6;
    }

    @Override
    public List<Entry> run(Stage stage) throws Exception {
        try (Closing closing = new Closing()) {
            OwnDirectory directory = closing.add(OwnDirectory.create(stage.grounds()));
            Path path = directory.path();
            Map<String, String> karafs =
                    Archives.eventAdminSettings(stage.archives().stock());
            Map<String, String> ours =
                    Archives.eventAdminSettings(stage.archives().distribution());
            List<Contestant> contestants = List.of(
                    subscriber(closing, stage, path.resolve("1")),
                    handler(closing, stage, path.resolve("2"), "EventAdmin, Karaf's settings", karafs),
                    handler(closing, stage, path.resolve("3"), "EventAdmin, our settings", ours));
            return stage.race(name(), ROUNDS)
                    .run(
                            contestants,
                            nanos -> Figures.rate(EVENTS * (double) TimeUnit.SECONDS.toNanos(1) / nanos.median()));
        }
    }

    private static JournalExchange exchange(Closing closing, Path directory) {
        return closing.add(JournalExchange.open(directory.resolve("events"), Settings.DEFAULT, Clock.systemUTC()));
    }

    private static Contestant subscriber(Closing closing, Stage stage, Path directory) {
        JournalExchange exchange = exchange(closing, directory);
        Arrivals arrivals = new Arrivals();
        EventSubscription subscription = exchange.subscribe("bench", 0, record -> arrivals.arrived());
        closing.then(subscription::close);
        return new Contestant("subscriber", null, number -> publish(stage.stop(), exchange, arrivals));
    }

    private static Contestant handler(
            Closing closing, Stage stage, Path directory, String name, Map<String, String> settings) throws Exception {
        JournalExchange exchange = exchange(closing, directory);
        EventAdminHost host = closing.add(
                EventAdminHost.start(stage.archives().eventAdmin(), directory.resolve("framework"), settings));
        Arrivals arrivals = new Arrivals();
        host.register(event -> arrivals.arrived(), "io/longshore/tasks/exit");
        var unusedBridge =
                closing.add(EventAdminBridge.open(exchange, host.admin(), directory.resolve("cursor"), CURSOR));
        return new Contestant(name, null, number -> publish(stage.stop(), exchange, arrivals));
    }

    private static long publish(Stop stop, JournalExchange exchange, Arrivals arrivals) throws Exception {
        arrivals.expect(EVENTS);
        List<Callable<Long>> publishers = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            publishers.add(() -> {
                long last = 0;
                for (int published = 0; published < PER_PUBLISHER; published++) {
                    last = exchange.publish(EVENT);
                }
                return last;
            });
        }
        long begun = System.nanoTime();
        var unusedNumbers = Lives.atATime(stop, PUBLISHERS, publishers);
        arrivals.await();
        return System.nanoTime() - begun;
    }

    private static final class Arrivals {
        private volatile CountDownLatch missing = new CountDownLatch(0);

        void expect(int count) {
            missing = new CountDownLatch(count);
        }

        void arrived() {
            missing.countDown();
        }

        void await() throws InterruptedException {
            CountDownLatch latch = missing;
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(latch.getCount() + " events did not arrive");
            }
        }
    }
}
