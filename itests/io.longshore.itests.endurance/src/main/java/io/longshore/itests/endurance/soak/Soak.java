// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.soak;

import io.longshore.api.ContainerId;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Task;
import io.longshore.itests.endurance.EventOrder;
import io.longshore.itests.support.BusyboxRootfs;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A {@link Load} that is killed every now and then, and what must be so in the end. For one thread. */
final class Soak {
    private static final long SAMPLE_MILLIS = 1000;
    private static final int MEASURE_EVERY = 5;
    private static final int SAY_EVERY = 30;
    private static final long CATCH_UP_SECONDS = 60;

    private final Duration length;
    private final Duration killEvery;
    private final Consumer<String> progress;
    private final Random random = new Random();
    private final Gauges gauges = new Gauges();
    private final List<String> wrong = new ArrayList<>();
    private int kills;
    private int lives;
    private int late;

    /** @param killEvery on the average */
    Soak(Duration length, Duration killEvery, Consumer<String> progress) {
        this.length = length;
        this.killEvery = killEvery;
        this.progress = progress;
    }

    int kills() {
        return kills;
    }

    int lives() {
        return lives;
    }

    /**
     * Returns what was wrong, one line each; all is removed then.
     *
     * @param brokenOff asked now and then; the thread is interrupted, too, when that changes
     */
    List<String> run(BooleanSupplier brokenOff) throws Exception {
        SoakFiles files = new SoakFiles(Files.createTempDirectory("ls-"));
        BusyboxRootfs.create(files.directory().resolve("rootfs"));
        try {
            soak(files, brokenOff);
        } finally {
            // an interruption has done its work, and must not keep us from tidying up
            boolean interrupted = Thread.interrupted();
            finish(files);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return wrong;
    }

    private void soak(SoakFiles files, BooleanSupplier brokenOff) throws Exception {
        long end = System.nanoTime() + length.toNanos();
        while (wrong.isEmpty() && !brokenOff.getAsBoolean() && System.nanoTime() < end) {
            long next = System.nanoTime() + (long) (killEvery.toNanos() * (0.5 + random.nextDouble()));
            boolean last = next >= end;
            try (LoadProcess load = LoadProcess.start(files)) {
                try {
                    watch(load, files, Math.min(next, end), brokenOff);
                } catch (InterruptedException e) {
                    progress.accept("stopping the load");
                    last = true;
                }
                end(load, last || brokenOff.getAsBoolean());
            }
        }
    }

    private void end(LoadProcess load, boolean inOrder) throws Exception {
        if (!load.isAlive()) {
            wrong.add("the load has ended by itself");
        } else if (inOrder) {
            if (!load.stop()) {
                wrong.add("the load did not end in order");
            }
        } else {
            load.kill();
            kills++;
            progress.accept("killed, for the " + kills + ". time");
        }
        List<Sample> samples = load.samples();
        samples.forEach(gauges::add);
        if (!samples.isEmpty()) {
            lives += samples.get(samples.size() - 1).lives();
            late += samples.get(samples.size() - 1).late();
        }
        wrong.addAll(load.wrong());
    }

    private void watch(LoadProcess load, SoakFiles files, long until, BooleanSupplier brokenOff) throws Exception {
        for (int i = 1; System.nanoTime() < until && load.isAlive() && !brokenOff.getAsBoolean(); i++) {
            Thread.sleep(SAMPLE_MILLIS);
            if (i % MEASURE_EVERY == 0) {
                gauges.addDirectories(files.directory());
            }
            List<Sample> samples = load.samples();
            if (i % SAY_EVERY == 0 && !samples.isEmpty()) {
                progress.accept((lives + samples.get(samples.size() - 1).lives()) + " lives, " + kills + " kills, "
                        + samples.get(samples.size() - 1));
            }
            if (!load.wrong().isEmpty()) {
                return;
            }
        }
    }

    /** The load is gone, by its own end or another one; what it has left is looked at, and removed. */
    private void finish(SoakFiles files) throws Exception {
        Path log = Files.createTempFile("longshore-soak", ".log");
        if (Files.exists(files.log())) {
            Files.write(log, Files.readAllBytes(files.log()));
        }
        try (Rig rig = Rig.openAgain(ShimKind.LOCAL, files.directory(), settings -> settings, events -> events)) {
            rig.runtime().list().forEach(Task::forceDelete);
            try (EventDiary diary = EventDiary.open(files.received(), rig.events())) {
                if (!diary.await(rig.events().lastSequence(), CATCH_UP_SECONDS)) {
                    wrong.add("the last events do not arrive");
                }
            }
            List<EventRecord> journal = rig.events().list(0, Integer.MAX_VALUE);
            wrong.addAll(order(journal));
            wrong.addAll(count(files, journal));
            wrong.addAll(gauges.wrong());
        } catch (AssertionError e) {
            // something was left behind; what else was wrong is to be heard of, too
            wrong.add(String.valueOf(e.getMessage()));
        }
        if (wrong.isEmpty()) {
            Files.delete(log);
        } else {
            progress.accept("what the loads logged is in " + log);
        }
    }

    private List<String> count(SoakFiles files, List<EventRecord> journal) throws IOException {
        List<Long> sent =
                Files.readAllLines(files.sent()).stream().map(Long::valueOf).toList();
        List<Received> received = Files.readAllLines(files.received()).stream()
                .map(Received::parse)
                .toList();
        List<String> done = Files.readAllLines(files.done());
        progress.accept(sent.size() + " events sent for certain, " + journal.size() + " in the journal, "
                + received.size() + " received, of which "
                + received.stream().map(Received::sequence).distinct().count() + " are different; " + done.size()
                + " operations; " + late + " late");
        // at a kill one operation is under way, and what it leaves is removed; the same after one that was late
        return new Count(sent, received, done, journal).wrong(2 * (kills + late + 1));
    }

    private static List<String> order(List<EventRecord> journal) {
        if (journal.isEmpty() || journal.get(0).sequence() != 1) {
            // an order can be told from its beginning only, and that the journal has dropped
            return List.of();
        }
        Map<ContainerId, EventOrder> orders = new HashMap<>();
        for (EventRecord record : journal) {
            if (record.event() instanceof TaskEvent task) {
                orders.computeIfAbsent(task.containerId(), id -> new EventOrder(id.value()))
                        .take(task);
            } else if (record.event() instanceof ContainerEvent container) {
                orders.computeIfAbsent(container.containerId(), id -> new EventOrder(id.value()))
                        .take(container);
            }
        }
        return orders.values().stream()
                .flatMap(order -> order.takeWrong().stream())
                .toList();
    }

    String table() {
        return lives + " lives, " + kills + " kills\n" + gauges.table();
    }
}
