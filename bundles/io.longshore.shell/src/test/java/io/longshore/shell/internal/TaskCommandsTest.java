// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import java.nio.file.Path;
import java.util.List;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TaskCommandsTest {
    private static final Namespace BLUE = new Namespace("blue");
    private static final ContainerId WEB = new ContainerId("web");

    private final FakeContainers containers = new FakeContainers();
    private final FakeRuntime runtime = new FakeRuntime(containers);
    private final FakeEvents events = new FakeEvents();
    private final Console console = new Console();

    @BeforeEach
    void aContainer() {
        containers.create(
                BLUE,
                Container.builder(WEB, OciSpec.builder(BLUE, WEB).args("true").build())
                        .build());
    }

    @Test
    void createSendsOutputToAFileOrNowhere() throws Exception {
        TaskCreate create = new TaskCreate();
        create.namespace = "blue";
        create.id = "web";
        create.runtime = runtime;
        create.containers = containers;
        create.output = "log";
        assertSentence(create, "'log' does not fit --output: write an absolute path");

        create.output = "/var/log/web.log";
        assertThat(console.run(create)).isEqualTo("web");
        assertThat(runtime.get(BLUE, WEB).info().stdio()).isEqualTo(Stdio.toFile(Path.of("/var/log/web.log")));

        runtime.get(BLUE, WEB).forceDelete();
        create.output = null;
        console.run(create);
        assertThat(runtime.get(BLUE, WEB).info().stdio()).isEqualTo(Stdio.NULL);
    }

    @Test
    void startKillAndDeleteGoThroughATasksLife() throws Exception {
        FakeTask task = task();
        assertThat(list()).containsExactly("blue\tweb\tCREATED\t4711\t\t\t\t");

        console.run(on(new TaskStart()));
        assertThat(list()).containsExactly("blue\tweb\tRUNNING\t4711\t2026-11-24T10:00:02Z\t\t\t");
        assertSentence(on(new TaskStart()), "was started before");
        assertSentence(on(new TaskDelete()), "kill it first");

        console.run(on(new TaskKill()));
        assertThat(list()).containsExactly("blue\tweb\tSTOPPED\t4711\t2026-11-24T10:00:02Z\t143\tEXITED\t");

        console.run(on(new TaskDelete()));
        assertThat(list()).isEmpty();
        assertThat(task.signals).containsExactly("SIGTERM");
        assertSentence(on(new TaskStart()), "there is no task web in namespace blue");
    }

    @Test
    void killTakesASignalAndAllProcesses() throws Exception {
        FakeTask task = task();
        TaskKill kill = on(new TaskKill());
        kill.signal = "nonsense";
        assertSentence(kill, "there is no such signal");

        kill.signal = "usr1";
        kill.all = true;
        console.run(kill);

        assertThat(task.signals).containsExactly("SIGUSR1 all");
    }

    @Test
    void deleteWithForceEndsWhatRuns() throws Exception {
        task().start();
        TaskDelete delete = on(new TaskDelete());
        delete.force = true;

        assertThat(console.run(delete)).isNull();

        assertThat(runtime.list()).isEmpty();
    }

    @Test
    void waitReturnsTheStatusForScripts() throws Exception {
        FakeTask task = task();
        TaskWait wait = on(new TaskWait());
        wait.timeout = 1;
        assertSentence(wait, "task web in namespace blue has not ended within 1 s");
        wait.timeout = 0;
        assertSentence(wait, "--timeout must be from 1");

        wait.timeout = 10;
        task.exit.complete(Exit.exited(42, FakeTask.ENDED));

        assertThat(console.run(wait)).isEqualTo(42);
        assertThat(console.printed()).isEqualTo("exit status 42" + System.lineSeparator());
    }

    @Test
    void anUnknownStatusIsNotANumber() throws Exception {
        task().exit.complete(new Exit(null, FakeTask.ENDED, Exit.Cause.SHIM_LOST, "its shim died"));

        assertThat(console.run(on(new TaskWait()))).isNull();
        assertThat(console.printed())
                .isEqualTo("unknown exit status, SHIM_LOST: its shim died" + System.lineSeparator());
    }

    @Test
    void ctrlCEndsTheWait() {
        task();
        Thread.currentThread().interrupt();

        assertSentence(on(new TaskWait()), "was interrupted");

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void eventsAreTheNewestUnlessSinceIsGiven() throws Exception {
        for (int pid = 1; pid <= 3; pid++) {
            events.publish(new TaskEvent.Started(BLUE, WEB, pid));
        }
        EventList list = new EventList();
        list.events = events;
        list.noFormat = true;

        list.limit = 2;
        console.run(list);
        assertThat(console.printed().lines())
                .containsExactly(
                        "2\t2026-11-24T10:00:04Z\t/tasks/start\tblue\tcontainer_id=web, pid=2",
                        "3\t2026-11-24T10:00:04Z\t/tasks/start\tblue\tcontainer_id=web, pid=3");

        list.since = 0L;
        list.limit = 1;
        console.run(list);
        assertThat(console.printed()).startsWith("1\t").hasLineCount(1);

        list.limit = 0;
        assertSentence(list, "--limit must be 1 or more");
    }

    private FakeTask task() {
        runtime.create(BLUE, WEB, CreateOptions.DEFAULT);
        return runtime.get(BLUE, WEB);
    }

    private <T extends TaskAction> T on(T command) {
        command.namespace = "blue";
        command.id = "web";
        command.runtime = runtime;
        return command;
    }

    private List<String> list() throws Exception {
        TaskList list = new TaskList();
        list.runtime = runtime;
        list.noFormat = true;
        console.run(list);
        return console.printed().lines().toList();
    }

    private void assertSentence(OneSentenceAction command, String part) {
        assertThatThrownBy(() -> console.run(command))
                .isExactlyInstanceOf(CommandException.class)
                .hasMessageContaining(part);
    }
}
