// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.CancelledException;
import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.UnavailableException;
import io.longshore.api.UnknownException;
import io.longshore.api.fakes.FakeContainers;
import io.longshore.api.fakes.FakeEvents;
import io.longshore.management.TaskData;
import javax.management.MBeanException;
import javax.management.RuntimeMBeanException;
import org.junit.jupiter.api.Test;

class ContainerRunTest {
    private static final Namespace BLUE = new Namespace("blue");
    private static final ContainerId WEB = new ContainerId("web");

    private final FakeContainers containers = new FakeContainers();
    private final ScriptedRuntime runtime = new ScriptedRuntime(containers);
    private final ScriptedTask task = new ScriptedTask("blue", "web");
    private final RuntimeOperations operations = new RuntimeOperations(
            "test", containers, runtime, new FakeEvents(), () -> 0, Fixture.NO_LOOKS, new ExitWaits());

    @Test
    void anExecThatCannotBeStartedLeavesNothing() throws Exception {
        try (Managed managed = new Managed("web")) {
            ScriptedTask task = managed.runtime.tasks.get(0);
            task.before = operation -> {
                if (operation.equals("process start")) {
                    throw new io.longshore.api.UnknownException("no such program");
                }
            };

            assertThatThrownBy(() -> managed.call(
                            Managed.task("web"),
                            "exec",
                            "sh1",
                            new String[] {"sh"},
                            new String[0],
                            "",
                            0L,
                            0L,
                            "",
                            true))
                    .isInstanceOf(RuntimeMBeanException.class)
                    .isNotInstanceOf(MBeanException.class)
                    .cause()
                    .hasMessage("Unknown: no such program");

            assertThat(task.processes).isEmpty();
        }
    }

    @Test
    void aContainerIsRecordedWithItsLimitsAndRuns() {
        runtime.onCreate = () -> task.task;

        TaskData row = run("A=b", 1_000_000, 7, 50);

        assertThat(row.id()).isEqualTo("web");
        assertThat(task.calls).containsExactly("start[]");
        assertThat(containers.get(BLUE, WEB).spec().text())
                .contains("\"A=b\"", "\"limit\":1000000", "\"limit\":7", "\"quota\":50000");
    }

    @Test
    void whatCannotBeStartedIsNeitherATaskNorARecord() {
        runtime.onCreate = () -> task.task;
        task.before = operation -> {
            if (operation.equals("start")) {
                throw new UnknownException("no such program");
            }
        };

        assertThatThrownBy(() -> run("A=b", 0, 0, 0)).isInstanceOf(UnknownException.class);

        assertThat(task.calls).containsExactly("forceDelete[]");
        assertThat(containers.list(BLUE)).isEmpty();
    }

    /** As the runtime does, which waits for processes. */
    @Test
    void nothingIsLeftEitherWhenTheCallersThreadIsInterrupted() {
        runtime.onCreate = () -> task.task;
        task.before = operation -> {
            if (operation.equals("start")) {
                Thread.currentThread().interrupt();
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new CancelledException("interrupted");
            }
        };

        try {
            assertThatThrownBy(() -> run("A=b", 0, 0, 0)).isInstanceOf(CancelledException.class);

            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        assertThat(task.calls).containsExactly("forceDelete[]");
        assertThat(containers.list(BLUE)).isEmpty();
    }

    @Test
    void whatCannotBeCreatedIsNoRecord() {
        runtime.onCreate = () -> {
            throw new UnavailableException("runc is not there");
        };

        assertThatThrownBy(() -> run("A=b", 0, 0, 0)).hasMessage("runc is not there");

        assertThat(containers.list(BLUE)).isEmpty();
    }

    @Test
    void aContainerThatIsThereIsLeftAlone() {
        runtime.onCreate = () -> task.task;
        TaskData first = run("A=b", 0, 0, 0);

        assertThatThrownBy(() -> run("A=b", 0, 0, 0)).isInstanceOf(AlreadyExistsException.class);

        assertThat(first.id()).isEqualTo("web");
        assertThat(containers.list(BLUE)).hasSize(1);
        assertThat(task.calls).containsExactly("start[]");
    }

    @Test
    void whatIsWrongIsRefusedBeforeAnythingIsDone() {
        assertThatThrownBy(() -> run("=b", 0, 0, 0)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> run("A=b", -1, 0, 0)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> run("A=b", 0, -1, 0)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> run("A=b", 0, 0, -1)).isInstanceOf(InvalidArgumentException.class);

        assertThat(containers.list(BLUE)).isEmpty();
    }

    private TaskData run(String variable, long memory, long pids, long cpuPercent) {
        return operations.runContainer(
                "blue",
                "web",
                "/srv",
                new String[] {"true"},
                new String[] {variable},
                memory,
                pids,
                cpuPercent,
                "/var/log/web.log");
    }
}
