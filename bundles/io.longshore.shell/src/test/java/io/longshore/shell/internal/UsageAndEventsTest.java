// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.fakes.FakeContainers;
import io.longshore.api.fakes.FakeEvents;
import io.longshore.api.fakes.FakeRuntime;
import io.longshore.api.fakes.FakeTask;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Diagnosis;
import io.longshore.api.runtime.Finding;
import io.longshore.api.runtime.Finding.Verdict;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.TaskStats;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.karaf.shell.support.CommandException;
import org.jline.terminal.Size;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class UsageAndEventsTest {
    private static final Namespace BLUE = new Namespace("blue");
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private final FakeContainers containers = new FakeContainers();
    private final FakeRuntime runtime = new FakeRuntime(containers);
    private final FakeEvents events = new FakeEvents();
    private final Console console = new Console();

    @BeforeEach
    void twoTasks() {
        task("idle").stats = stats(0, 0);
        task("busy").stats = stats(0, 0);
    }

    @Test
    void statsMeasureCpuBetweenTwoLooks() throws Exception {
        TaskStatsCommand stats = usage(new TaskStatsCommand());
        stats.ticks = time -> {
            assertThat(time).isEqualTo(Duration.ofSeconds(1));
            runtime.get(BLUE, new ContainerId("busy")).stats = stats(1, 500_000_000);
            runtime.get(BLUE, new ContainerId("idle")).stats = null;
            return true;
        };

        console.run(stats);

        assertThat(console.printed().lines())
                .containsExactly("blue\tbusy\tCREATED\t50.0\t1048576\t67108864\t3\t0", "blue\tidle\tCREATED\t\t\t\t\t");

        stats.ids = List.of("busy");
        stats.namespace = "blue";
        stats.noFormat = false;
        console.run(stats);
        assertThat(console.printed()).contains("Oom kills", "1.0m", "64.0m").doesNotContain("idle");

        stats.ids = List.of("none");
        assertSentence(stats, "there is no task none");
    }

    @Test
    void withoutATerminalFollowingPrintsLineByLineUntilInterrupted() throws Exception {
        TaskStatsCommand stats = usage(new TaskStatsCommand());
        stats.follow = true;
        AtomicInteger looks = new AtomicInteger();
        stats.ticks = time -> {
            if (looks.incrementAndGet() == 3) {
                throw new InterruptedException("Ctrl-C");
            }
            return true;
        };

        assertThat(console.run(stats)).isNull();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(console.printed().lines()).hasSize(6);
    }

    @Test
    void onATerminalTopRedrawsInPlaceUntilQ() throws Exception {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        FakeSession session = FakeSession.at(screen);
        session.terminal.setSize(new Size(20, 3));
        String before = session.terminal.getAttributes().toString();
        TaskTop top = new TaskTop();
        top.runtime = runtime;
        top.session = session.session();
        Thread user = new Thread(
                () -> {
                    try {
                        await().until(() ->
                                screen.toString(StandardCharsets.UTF_8).contains("\u001b[2A\u001b[J"));
                        session.type("xq");
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                "longshore-test-user");
        user.start();

        assertThat(console.run(top)).isNull();

        // what does not fit on the screen is left out, so that the first line stays in reach
        assertThat(screen.toString(StandardCharsets.UTF_8))
                .startsWith("2 tasks; q ends")
                .doesNotContain("busy");
        assertThat(session.terminal.getAttributes().toString()).isEqualTo(before);
    }

    @Test
    void topHasTheBusiestFirst() throws Exception {
        TaskTop top = usage(new TaskTop());
        AtomicInteger looks = new AtomicInteger();
        top.ticks = time -> {
            runtime.get(BLUE, new ContainerId("idle")).stats = stats(1, 900_000_000);
            return looks.incrementAndGet() < 2;
        };

        console.run(top);

        assertThat(console.printed().lines())
                .extracting(line -> line.split("\t", -1)[1])
                .containsExactly("busy", "idle", "idle", "busy");
        top.interval = 0;
        assertSentence(top, "--interval must be from 1");
    }

    @Test
    void eventsAreFollowedFromANumberWithoutLossAndThroughFilters() throws Exception {
        publish("web", 1);
        publish("db", 2);
        publish("web", 3);
        EventFollow follow = new EventFollow();
        follow.events = events;
        follow.since = 0L;
        follow.noFormat = true;
        follow.filters = List.of("event.container_id==web");
        Thread commands = Thread.currentThread();
        Thread publisher = new Thread(
                () -> {
                    await().until(() -> events.subscriptions() > 0);
                    for (int pid = 4; pid <= 203; pid++) {
                        publish("web", pid);
                    }
                    await().until(() -> console.printed().contains("\n203\t"));
                    commands.interrupt();
                },
                "longshore-test-publisher");
        publisher.start();

        assertThat(console.run(follow)).isNull();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(console.printed().lines())
                .extracting(line -> line.split("\t", -1)[0])
                .hasSize(202)
                .doesNotHaveDuplicates()
                .startsWith("1", "3", "4")
                .endsWith("203");
        assertThat(events.subscriptions()).isZero();

        follow.filters = List.of("topic=");
        assertThatThrownBy(() -> console.run(follow)).isInstanceOf(CommandException.class);
    }

    @Test
    @Timeout(60)
    void whoFollowsIsToldWhenTheJournalIsClosed() throws Exception {
        publish("web", 1);
        publish("web", 2);
        EventFollow follow = new EventFollow();
        follow.events = events;
        follow.since = 0L;
        follow.noFormat = true;
        Thread closer = new Thread(
                () -> {
                    await().until(() -> events.subscriptions() > 0);
                    events.end();
                },
                "longshore-test-closer");
        closer.start();

        assertSentence(
                follow,
                "the journal of events was closed, as it is when its configuration changes; follow it"
                        + " again, with --since 2");

        assertThat(console.printed().lines()).hasSize(2);
    }

    @Test
    void theNewestEventsOfAFilterAreThoseOfAllTheJournal() throws Exception {
        publish("db", 1);
        publish("web", 2);
        publish("web", 3);
        EventList list = new EventList();
        list.events = events;
        list.noFormat = true;
        list.filters = List.of("event.container_id==db");

        console.run(list);

        assertThat(console.printed()).startsWith("1\t").hasLineCount(1);
    }

    @Test
    void aDiagnosisIsPrintedWithItsAdviceLast() throws Exception {
        runtime.get(BLUE, new ContainerId("busy")).diagnosis = new Diagnosis(
                NOW,
                List.of(
                        new Finding("shim", Verdict.PROBLEM, "has not answered"),
                        new Finding("log", Verdict.OK, "one\ntwo\u001b[2J")),
                "delete it with force");
        TaskDiagnose diagnose = diagnosis("busy");

        console.run(diagnose);
        assertThat(console.printed().lines())
                .containsExactly(
                        "PROBLEM  shim         has not answered",
                        "OK       log          one",
                        "                      two?[2J",
                        "What to do: delete it with force");

        diagnose.noFormat = true;
        console.run(diagnose);
        assertThat(console.printed().lines())
                .containsExactly(
                        "shim\tPROBLEM\thas not answered",
                        "log\tOK\tone; two?[2J",
                        "advice\tPROBLEM\tdelete it with force");
        assertSentence(diagnosis("none"), "there is no task none");
    }

    private TaskDiagnose diagnosis(String id) {
        TaskDiagnose command = new TaskDiagnose();
        command.namespace = "blue";
        command.id = id;
        command.runtime = runtime;
        return command;
    }

    @Test
    void withoutATaskTheMachineIsLookedAt() throws Exception {
        console.run(diagnosis(""));

        assertThat(runtime.programsRefreshed.get()).isEqualTo(1);
        assertThat(console.printed().lines()).containsExactly("PROBLEM  machine      containerd-shim is not installed");
    }

    @Test
    void theOtherCommandsOnOneTask() throws Exception {
        FakeTask task = runtime.get(BLUE, new ContainerId("busy"));
        console.run(on(new TaskPause(), "busy"));
        assertThat(task.info().state().name()).isEqualTo("PAUSED");
        console.run(on(new TaskResume(), "busy"));
        assertThat(task.info().state().name()).isEqualTo("CREATED");

        task.pids = List.of(new ProcessPid(ProcessHandle.current().pid(), new io.longshore.api.ExecId("sh")));
        TaskPs ps = on(new TaskPs(), "busy");
        ps.noFormat = true;
        console.run(ps);
        assertThat(console.printed())
                .startsWith(ProcessHandle.current().pid() + "\tsh\t")
                .contains("java");

        FakeContainers containers = new FakeContainers();
        OciSpec spec = OciSpec.builder(BLUE, new ContainerId("busy"))
                .args("sleep", "1000")
                .build();
        containers.create(BLUE, Container.builder(new ContainerId("busy"), spec).build());
        TaskInfoCommand info = on(new TaskInfoCommand(), "busy");
        info.containers = containers;
        info.noFormat = true;
        console.run(info);
        assertThat(console.printed().lines())
                .contains("Id\tbusy", "Command\tsleep 1000", "State\tCREATED", "Shim\tv1, pid 4710");

        TaskUpdate update = on(new TaskUpdate(), "busy");
        assertSentence(update, "say what to change");
        update.memory = "64m";
        update.memorySwap = "-1";
        update.pids = 10L;
        update.cpus = 0.5;
        console.run(update);
        assertThat(task.updates)
                .extracting(Object::toString)
                .containsExactly(
                        "{\"memory\":{\"limit\":67108864,\"swap\":-1},\"cpu\":{\"quota\":50000,\"period\":100000},"
                                + "\"pids\":{\"limit\":10}}");
        update.cpus = 0.0;
        assertSentence(update, "--cpus must be at least 0.01");

        TaskCheckpoint checkpoint = on(new TaskCheckpoint(), "busy");
        checkpoint.directory = "relative";
        assertSentence(checkpoint, "write an absolute path");
        checkpoint.directory = "/srv/image";
        checkpoint.exit = true;
        console.run(checkpoint);
        assertThat(task.checkpoints)
                .singleElement()
                .asString()
                .startsWith("/srv/image")
                .contains("exit=true");
    }

    @Test
    void aProcessThatWasAddedCanBeKilled() throws Exception {
        FakeTask task = runtime.get(BLUE, new ContainerId("busy"));
        FakeProcess process =
                new FakeProcess(new io.longshore.api.ExecId("sh"), io.longshore.api.runtime.ExecOptions.of("sh"));
        task.processes.add(process);
        TaskKill kill = on(new TaskKill(), "busy");
        kill.exec = "sh";
        kill.all = true;
        assertSentence(kill, "give --exec or --all, not both");
        kill.all = false;

        console.run(kill);

        assertThat(process.calls).containsExactly("kill SIGTERM");
        assertThat(task.signals).isEmpty();
        kill.exec = "none";
        assertSentence(kill, "there is no process none");
    }

    @Test
    void tasksAreListedByFilter() throws Exception {
        runtime.get(BLUE, new ContainerId("busy")).start();
        TaskList list = new TaskList();
        list.runtime = runtime;
        list.noFormat = true;
        list.filters = List.of("state==RUNNING", "id==none");

        console.run(list);

        assertThat(console.printed()).startsWith("blue\tbusy\tRUNNING").hasLineCount(1);
        list.filters = List.of("exit_status");
        console.run(list);
        assertThat(console.printed()).isEmpty();
        list.filters = List.of("a b");
        assertThatThrownBy(() -> console.run(list)).isInstanceOf(CommandException.class);
    }

    private void publish(String id, int pid) {
        events.publish(new TaskEvent.Started(BLUE, new ContainerId(id), pid));
    }

    private static TaskStats stats(int seconds, long cpu) {
        return new TaskStats(
                NOW.plusSeconds(seconds), 1L << 20, 64L << 20, null, cpu, null, null, null, 3L, null, null, null, 0L);
    }

    private FakeTask task(String id) {
        ContainerId name = new ContainerId(id);
        containers.create(
                BLUE,
                Container.builder(name, OciSpec.builder(BLUE, name).args("true").build())
                        .build());
        runtime.create(BLUE, name, CreateOptions.DEFAULT);
        return runtime.get(BLUE, name);
    }

    private <T extends UsageAction> T usage(T command) {
        command.runtime = runtime;
        command.noFormat = true;
        return command;
    }

    private <T extends TaskAction> T on(T command, String id) {
        command.namespace = "blue";
        command.id = id;
        command.runtime = runtime;
        return command;
    }

    private void assertSentence(OneSentenceAction command, String part) {
        assertThatThrownBy(() -> console.run(command))
                .isExactlyInstanceOf(CommandException.class)
                .hasMessageContaining(part);
    }
}
