// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.Task;
import io.longshore.itests.support.Leftovers;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import io.longshore.runtime.linux.internal.Deadlines;
import io.longshore.runtime.linux.internal.RuntimeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A random walk through the operations of a runtime of its own; whoever made it closes it. For one thread. */
final class Walk implements AutoCloseable {
    /** Nobody waits for long behind a shim that stands still, and a slow machine gets its work done. */
    private static final Deadlines DEADLINES = new Deadlines(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(3));

    /** What the JDK may need more than before. */
    private static final int MARGIN = 8;

    private static final Duration FLAT_WITHIN = Duration.ofSeconds(45);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final long LANES_SECONDS = 90;

    private final long seed;
    private final Consumer<String> progress;
    private final LinuxPosix posix = new LinuxPosix();
    private final Rig rig;
    private final Scene scene;
    private final Planner planner;
    private final Faults faults = new Faults(posix);
    private final Player player;
    private final Settlement settlement;
    private final Diary diary = new Diary();
    private final AtomicInteger threadNumber = new AtomicInteger();
    private final ExecutorService threads =
            Executors.newCachedThreadPool(work -> new Thread(work, "walk-" + threadNumber.incrementAndGet()));
    private volatile boolean closing;
    private int next;
    private int descriptors;
    private @Nullable Set<String> threadsBefore;

    Walk(long seed, Consumer<String> progress) throws IOException {
        this.seed = seed;
        this.progress = progress;
        this.rig = Rig.open(ShimKind.LOCAL, Walk::settings);
        List<Slot> slots = Planner.slots(SlotKind.installed());
        this.scene = new Scene(rig, slots);
        this.planner = new Planner(seed, slots);
        this.player = new Player(rig, faults, scene.hearing());
        this.settlement = new Settlement(scene);
    }

    private static RuntimeSettings settings(RuntimeSettings settings) {
        return settings.with(DEADLINES);
    }

    int rounds() {
        return next;
    }

    Diary diary() {
        return diary;
    }

    /** @throws AssertionError if anything was not as it should be */
    void round() throws Exception {
        RoundPlan plan = planner.round(next);
        next++;
        diary.beginRound();
        Acknowledged acknowledged = new Acknowledged();
        List<String> wrong =
                new ArrayList<>(new Round(scene, player, diary, acknowledged, () -> closing).play(plan, threads));
        faults.goOn();
        wrong.addAll(settlement.settle(acknowledged));
        require(plan.number(), wrong);
        progress.accept("round " + plan.number() + ": " + diary.summary() + ", "
                + rig.runtime().list().size() + " tasks, " + scene.hearing().last() + " events"
                + (plan.restarts() ? ", restarted" : "") + (plan.faulted().isEmpty() ? "" : ", shared shim hit"));
        if (plan.ending()) {
            deleteAll();
        }
    }

    /**
     * Nothing is left then, and no more threads and descriptors than the first time.
     *
     * @throws AssertionError if anything is not as it should be
     */
    void deleteAll() throws Exception {
        for (Task task : rig.runtime().list()) {
            try {
                task.forceDelete();
            } catch (NotFoundException e) {
                // its shim was killed, and the cleanup was faster
            }
        }
        for (Slot slot : scene.slots()) {
            scene.model(slot).forget();
        }
        List<String> wrong = new ArrayList<>(settlement.settle(null));
        wrong.addAll(rig.leftovers());
        wrong.addAll(
                Leftovers.sockets(rig.settings().state(), rig.namespace().name(), Set.of(SlotKind.V2_GROUPED.group())));
        wrong.addAll(flat());
        require(next - 1, wrong);
    }

    private List<String> flat() throws Exception {
        Set<String> before = threadsBefore;
        if (before == null) {
            // all kinds were used by now
            threadsBefore = Threads.names();
            descriptors = descriptors();
            return List.of();
        }
        boolean flat = Patience.until(
                FLAT_WITHIN,
                BETWEEN_LOOKS,
                () -> descriptors() <= descriptors + MARGIN && Threads.names().size() <= before.size() + MARGIN);
        return flat
                ? List.of()
                : List.of("descriptors: " + descriptors + " before, " + descriptors() + " now; threads: " + before
                        + " before, " + Threads.names() + " now");
    }

    private static int descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return (int) open.count();
        }
    }

    private void require(int round, List<String> wrong) {
        if (wrong.isEmpty()) {
            return;
        }
        String all = String.join("\n", wrong);
        StringBuilder text = new StringBuilder("seed " + seed + " failed in round " + round + ":\n" + all + "\n");
        diary.about(all).forEach(line -> text.append(line).append('\n'));
        for (Slot slot : scene.slots()) {
            if (all.contains(slot.id().value())) {
                settlement.events(slot).forEach(record -> text.append(record).append('\n'));
            }
        }
        text.append("again: sh itests/walk --seed ")
                .append(seed)
                .append(" --rounds ")
                .append(round + 1);
        throw new AssertionError(text.toString());
    }

    @Override
    public void close() throws IOException {
        // an interruption has done its work, and must not keep us from tidying up
        boolean interrupted = Thread.interrupted();
        closing = true;
        faults.goOn();
        threads.shutdown();
        scene.hearing().close();
        try {
            awaitLanes();
            // one that was still to come before that
            faults.goOn();
            deleteWhatIsLeft();
            rig.close();
        } finally {
            posix.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void awaitLanes() {
        try {
            if (!threads.awaitTermination(LANES_SECONDS, TimeUnit.SECONDS)) {
                progress.accept("moves do not come to their ends: " + Threads.stacks());
            }
        } catch (InterruptedException e) {
            // this is the end already
            progress.accept("moves are not waited for any more");
        }
    }

    private void deleteWhatIsLeft() {
        for (Task task : rig.runtime().list()) {
            try {
                task.forceDelete();
            } catch (LongshoreException e) {
                progress.accept("cannot be deleted, to be tried again: " + task.id() + ": " + e.getMessage());
            }
        }
    }
}
