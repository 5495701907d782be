// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import io.longshore.api.ContainerId;
import io.longshore.api.LongshoreException;
import io.longshore.api.containers.Container;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import io.longshore.itests.endurance.EventOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Between two rounds: waits until all agree, and says who does not. For one thread. */
final class Settlement {
    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final Scene scene;
    private final Map<Slot, Set<Exit>> told = new HashMap<>();
    private final List<EventRecord> round = new ArrayList<>();
    private long mark;

    Settlement(Scene scene) {
        this.scene = scene;
        this.mark = scene.hearing().last();
    }

    /**
     * What is wrong after a round, one line each.
     *
     * @param acknowledged null if what was done was not counted
     */
    List<String> settle(@Nullable Acknowledged acknowledged) throws Exception {
        round.clear();
        List<String> wrong = new ArrayList<>(lastingDifferences());
        wrong.addAll(journal());
        for (Slot slot : scene.slots()) {
            wrong.addAll(order(slot).takeWrong());
            List<EventRecord> own = events(slot);
            for (EventRecord record : own) {
                if (record.event() instanceof TaskEvent.Exited exited && exited.execId() == null) {
                    told.computeIfAbsent(slot, any -> new HashSet<>()).add(exited.exit());
                }
            }
            wrong.addAll(statuses(
                    slot, own, slot.program().statuses(acknowledged != null && acknowledged.isToldToEnd(slot))));
            if (acknowledged != null) {
                wrong.addAll(acknowledged.compare(slot, own, told.getOrDefault(slot, Set.of())));
            }
            Optional<String> unexplained = scene.model(slot).settled(order(slot).hasRecord(), state(slot));
            if (!slot.shared()) {
                unexplained.ifPresent(text -> wrong.add(slot + ": " + text));
            }
        }
        return wrong;
    }

    private List<String> lastingDifferences() throws Exception {
        AtomicReference<List<String>> seen = new AtomicReference<>(List.of());
        boolean none = Patience.until(LONGEST, BETWEEN_LOOKS, () -> {
            refresh();
            seen.set(differences());
            return seen.get().isEmpty();
        });
        return none ? List.of() : seen.get();
    }

    /** Of processes that were started in this round, and ended by themselves or by a signal. */
    private static List<String> statuses(Slot slot, List<EventRecord> events, Set<Integer> possible) {
        List<String> wrong = new ArrayList<>();
        boolean started = false;
        for (EventRecord record : events) {
            if (record.event() instanceof TaskEvent.Started) {
                started = true;
            } else if (record.event() instanceof TaskEvent.Exited exited && exited.execId() == null) {
                Integer status = exited.exit().status();
                if (started
                        && exited.exit().cause() == Exit.Cause.EXITED
                        && (status == null || !possible.contains(status))) {
                    wrong.add(slot + ": ended with " + exited.exit() + ", but can only with " + possible);
                }
                started = false;
            }
        }
        return wrong;
    }

    /** The events of this round that are about one slot, in order. */
    List<EventRecord> events(Slot slot) {
        return round.stream()
                .filter(record -> slot.id().equals(containerId(record.event())))
                .toList();
    }

    private static @Nullable ContainerId containerId(LongshoreEvent event) {
        if (event instanceof TaskEvent task) {
            return task.containerId();
        }
        return event instanceof ContainerEvent container ? container.containerId() : null;
    }

    private void refresh() {
        for (Task task : scene.rig().runtime().list()) {
            try {
                task.refresh();
            } catch (LongshoreException e) {
                // what that hides is seen as a difference, until it comes to an end
            }
        }
    }

    /** What may pass, as long as something is still under way. */
    private List<String> differences() throws InterruptedException {
        List<Task> tasks = scene.rig().runtime().list();
        hear();
        List<String> found = new ArrayList<>();
        Set<String> withTask =
                tasks.stream().map(task -> task.id().value()).collect(Collectors.toCollection(TreeSet::new));
        Set<String> withRecord = scene.rig().containers().list(scene.rig().namespace()).stream()
                .map(Container::id)
                .map(ContainerId::value)
                .collect(Collectors.toCollection(TreeSet::new));
        for (Slot slot : scene.slots()) {
            compare(
                    slot,
                    withRecord.contains(slot.id().value()),
                    withTask.contains(slot.id().value()),
                    found);
        }
        for (Task task : tasks) {
            compare(task, found);
            found.addAll(KernelView.compare(task));
        }
        if (found.isEmpty()) {
            found.addAll(scene.rig().leftoversBeside(tasks));
        }
        return found;
    }

    private void hear() throws InterruptedException {
        long last = scene.rig().events().lastSequence();
        if (!scene.hearing().await(last, LONGEST.toMillis())) {
            throw new AssertionError("event number " + last + " does not arrive");
        }
        for (EventRecord record : scene.hearing().take()) {
            round.add(record);
            ContainerId id = containerId(record.event());
            scene.slots().stream()
                    .filter(slot -> slot.id().equals(id))
                    .forEach(slot -> order(slot).take(record.event()));
        }
    }

    private void compare(Slot slot, boolean hasRecord, boolean hasTask, List<String> found) {
        if (order(slot).hasRecord() != hasRecord) {
            found.add(slot + ": its record is " + (hasRecord ? "" : "not ") + "there, but the events say otherwise");
        }
        if ((order(slot).phase() != EventOrder.Phase.NO_TASK) != hasTask) {
            found.add(slot + ": its task is " + (hasTask ? "" : "not ") + "there, but is "
                    + order(slot).phase() + " by the events");
        }
    }

    private void compare(Task task, List<String> found) {
        Optional<Slot> slot = scene.slots().stream()
                .filter(candidate -> candidate.id().equals(task.id()))
                .findFirst();
        if (slot.isEmpty()) {
            found.add(task.id() + ": nobody has made this task");
            return;
        }
        TaskState state = task.info().state();
        if (phase(state) != order(slot.get()).phase()) {
            found.add(slot.get() + ": is " + state + ", but by the events "
                    + order(slot.get()).phase());
        }
        Set<String> running = task.processes().stream()
                .filter(process -> process.info().pid() != 0 && process.info().exit() == null)
                .map(TaskProcess::id)
                .map(id -> id.value())
                .collect(Collectors.toCollection(TreeSet::new));
        if (!running.equals(order(slot.get()).runningExecs())) {
            found.add(slot.get() + ": " + running + " of its added processes run, but by the events "
                    + order(slot.get()).runningExecs());
        }
    }

    private static EventOrder.@Nullable Phase phase(TaskState state) {
        return switch (state) {
            case CREATED -> EventOrder.Phase.CREATED;
            case RUNNING -> EventOrder.Phase.RUNNING;
            case PAUSED -> EventOrder.Phase.PAUSED;
            case STOPPED -> EventOrder.Phase.ENDED;
            case PAUSING, UNKNOWN -> null;
        };
    }

    /** Heard is what is in the journal, each once and in order. */
    private List<String> journal() {
        if (round.isEmpty()) {
            return List.of();
        }
        // more may have come since
        List<EventRecord> written = scene.rig().events().list(mark, round.size());
        List<String> wrong = new ArrayList<>();
        if (!written.equals(round)) {
            wrong.add("heard was " + numbers(round) + ", but in the journal is " + numbers(written));
        }
        for (EventRecord record : round) {
            if (record.sequence() != mark + 1) {
                wrong.add("after event number " + mark + " came number " + record.sequence());
            }
            mark = record.sequence();
        }
        return wrong;
    }

    private static List<Long> numbers(List<EventRecord> records) {
        return records.stream().map(EventRecord::sequence).toList();
    }

    private EventOrder order(Slot slot) {
        return scene.order(slot);
    }

    private @Nullable TaskState state(Slot slot) {
        return scene.rig().runtime().list().stream()
                .filter(task -> task.id().equals(slot.id()))
                .map(task -> task.info().state())
                .findFirst()
                .orElse(null);
    }
}
