// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.death;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.NotFoundException;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import io.longshore.itests.support.Rig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What must be so after the process has died and another one has opened the same directories. */
final class Aftermath {
    /** Clocks of files and processes tick coarsely. */
    private static final Duration TICK = Duration.ofMillis(100);

    private final Rig rig;
    private final ContainerId id;
    private final Exit.Cause cause;
    private final int status;

    /** @param status of the exit, should it have come without the gate being opened, with this cause */
    Aftermath(Rig rig, ContainerId id, int status, Exit.Cause cause) {
        this.rig = rig;
        this.id = id;
        this.status = status;
        this.cause = cause;
    }

    /** The task is there as it truly is, or gone for good; in both cases it can be gone on with. */
    void check() throws Exception {
        acknowledgedEventsAreThere();
        Optional<Task> found = find();
        if (found.isPresent()) {
            Task task = found.get();
            isAsTheKernelHasIt(task);
            bringToItsEnd(task);
        }
        assertThat(find()).isEmpty();
        eventsAreComplete(eventsOfTask(0));
        idCanBeUsedAgain();
    }

    private Optional<Task> find() {
        try {
            return Optional.of(rig.runtime().get(rig.namespace(), id));
        } catch (NotFoundException e) {
            assertThat(e).hasMessageContaining(id.value());
            return Optional.empty();
        }
    }

    private void acknowledgedEventsAreThere() throws IOException {
        List<Long> acknowledged = new ArrayList<>();
        Path file = rig.directory().resolve(Doomed.ACKNOWLEDGED);
        if (Files.exists(file)) {
            Files.readAllLines(file).forEach(line -> acknowledged.add(Long.valueOf(line)));
        }
        assertThat(rig.events().list(0, Integer.MAX_VALUE))
                .extracting(EventRecord::sequence)
                .containsAll(acknowledged);
    }

    private void isAsTheKernelHasIt(Task task) throws IOException {
        TaskInfo info = task.info();
        Path process = Path.of("/proc", String.valueOf(info.pid()));
        assertThat(info.state()).as("of %s", info).isIn(TaskState.CREATED, TaskState.RUNNING, TaskState.STOPPED);
        if (info.state() == TaskState.STOPPED) {
            assertThat(process).doesNotExist();
        } else {
            assertThat(Files.readString(process.resolve("cgroup")))
                    .contains("/longshore/" + rig.namespace() + "/" + id);
            assertThat(Files.readString(process.resolve("cmdline")))
                    .as("in state %s", info.state())
                    .contains(info.state() == TaskState.CREATED ? "runc\0init" : "sh\0-c");
            assertThat(rig.leftovers())
                    .as("its root file system is mounted")
                    .filteredOn(line -> line.startsWith("mount ") && line.contains(" " + info.bundle()))
                    .hasSizeGreaterThanOrEqualTo(2);
        }
        assertThat(task.refresh().state()).isEqualTo(info.state());
    }

    /** Not if it was about to be started when the end came: its shim is not asked twice. */
    private static boolean canBeStarted(TaskProcess process) {
        try {
            process.start();
            return true;
        } catch (FailedPreconditionException e) {
            assertThat(e).hasMessageContaining("delete it and add it again");
            return false;
        }
    }

    private void bringToItsEnd(Task task) throws Exception {
        if (task.info().state() == TaskState.CREATED) {
            task.start();
        }
        for (TaskProcess process : task.processes()) {
            if (process.info().state() == TaskState.CREATED && !canBeStarted(process)) {
                process.delete();
                continue;
            }
            if (status == Doomed.STATUS) {
                Exit exit = await(process);
                if (exit.cause() == Exit.Cause.EXITED) {
                    assertThat(exit.status()).isEqualTo(Doomed.EXEC_STATUS);
                } else {
                    // it was being started when the connection broke, and the shim has given it up
                    assertThat(exit.cause()).isEqualTo(Exit.Cause.UNOBSERVED);
                    assertThat(exit.status()).isNull();
                }
                process.delete();
            }
        }
        if (task.info().state() == TaskState.RUNNING && task.processes().isEmpty()) {
            TaskProcess again = task.exec(Doomed.EXEC, ExecOptions.of("sh", "-c", "exit " + Doomed.EXEC_STATUS));
            again.start();
            assertThat(await(again).status()).isEqualTo(Doomed.EXEC_STATUS);
            again.delete();
        }
        if (task.info().state() == TaskState.RUNNING) {
            openGate();
        }
        await(task);
        task.delete();
    }

    private void openGate() throws IOException {
        Path gate = Doomed.gate(rig.directory(), id.value());
        if (!Files.exists(gate)) {
            Files.createFile(gate);
        }
    }

    private static Exit await(Task task) throws Exception {
        return task.exit().toCompletableFuture().get(30, SECONDS);
    }

    private static Exit await(TaskProcess process) throws Exception {
        return process.exit().toCompletableFuture().get(30, SECONDS);
    }

    private List<TaskEvent> eventsOfTask(long since) {
        return rig.events().list(since, Integer.MAX_VALUE).stream()
                .map(EventRecord::event)
                .filter(TaskEvent.class::isInstance)
                .map(TaskEvent.class::cast)
                .filter(event -> event.containerId().equals(id))
                .toList();
    }

    /** Of a task that is gone. */
    private void eventsAreComplete(List<TaskEvent> events) throws IOException {
        List<String> first = events.stream()
                .filter(event -> !isOfAddedProcess(event))
                .map(LongshoreEvent::topic)
                .toList();
        if (!events.isEmpty()) {
            assertThat(first)
                    .as("events %s", events)
                    .containsExactly("/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
            exitIsTrue(events);
        }
        addedProcessesAreInOrder(events);
    }

    private void exitIsTrue(List<TaskEvent> events) throws IOException {
        Exit exit = events.stream()
                .filter(event -> event instanceof TaskEvent.Exited && !isOfAddedProcess(event))
                .map(event -> ((TaskEvent.Exited) event).exit())
                .findFirst()
                .orElseThrow();
        Path gate = Doomed.gate(rig.directory(), id.value());
        if (Files.exists(gate)) {
            assertThat(exit.status()).as("of %s", exit).isEqualTo(Doomed.STATUS);
            assertThat(exit.cause()).isEqualTo(Exit.Cause.EXITED);
            Instant opened = Files.getLastModifiedTime(gate).toInstant();
            assertThat(exit.at()).isBetween(opened.minus(TICK), opened.plusSeconds(1));
        } else {
            assertThat(exit.status()).as("of %s", exit).isEqualTo(status);
            assertThat(exit.cause()).as("of %s", exit).isEqualTo(cause);
        }
    }

    /** Each use of an exec id: added, started, ended; and all that before the first process ends. */
    private static void addedProcessesAreInOrder(List<TaskEvent> events) {
        String all = "";
        Set<Long> ended = new HashSet<>();
        for (TaskEvent event : events) {
            if (event instanceof TaskEvent.ExecAdded) {
                all += "added ";
            } else if (event instanceof TaskEvent.ExecStarted) {
                all += "started ";
            } else if (event instanceof TaskEvent.Exited exited) {
                if (isOfAddedProcess(event)) {
                    all += exited.pid() == 0 && exited.exit().status() == null ? "failed " : "ended ";
                    assertThat(ended.add(exited.pid()))
                            .as("two ends of pid %s in %s", exited.pid(), events)
                            .isTrue();
                } else {
                    all += "END ";
                }
            }
        }
        assertThat(all).as("events %s", events).matches("(added (started ended |failed )?)*(END )?");
    }

    private static boolean isOfAddedProcess(TaskEvent event) {
        return event instanceof TaskEvent.ExecAdded
                || event instanceof TaskEvent.ExecStarted
                || (event instanceof TaskEvent.Exited exited && exited.execId() != null);
    }

    private boolean recordIsThereUnlessItsDeletionWasTold() {
        boolean isThere = rig.containers().list(rig.namespace()).stream()
                .anyMatch(container -> container.id().equals(id));
        List<String> told = rig.topics(id.value()).stream()
                .filter(topic -> topic.startsWith("/containers/"))
                .toList();
        if (isThere) {
            assertThat(told).containsExactly("/containers/create");
        } else if (!told.isEmpty()) {
            assertThat(told).as("the record is gone").containsExactly("/containers/create", "/containers/delete");
        }
        return isThere;
    }

    private void idCanBeUsedAgain() throws Exception {
        if (!recordIsThereUnlessItsDeletionWasTold()) {
            Doomed.container(rig, id);
        }
        long mark = rig.events().lastSequence();
        Instant before = Instant.now();
        Task task = rig.runtime().create(rig.namespace(), id, Doomed.options(rig));
        task.start();
        openGate();
        Exit exit = await(task);
        assertThat(exit.status()).isEqualTo(Doomed.STATUS);
        assertThat(exit.at()).isAfter(before.minus(TICK));
        task.delete();
        assertThat(eventsOfTask(mark))
                .extracting(LongshoreEvent::topic)
                .containsExactly("/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
    }
}
