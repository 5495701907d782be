// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import static io.longshore.shell.internal.TypedLine.candidates;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.fakes.FakeContainers;
import io.longshore.api.fakes.FakeRuntime;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompletersTest {
    private final FakeContainers containers = new FakeContainers();
    private final FakeRuntime runtime = new FakeRuntime(containers);
    private final ContainerIdCompleter containerIds = new ContainerIdCompleter();
    private final TaskIdCompleter taskIds = new TaskIdCompleter();

    @BeforeEach
    void threeContainersAndTwoTasks() {
        containerIds.containers = containers;
        taskIds.runtime = runtime;
        add("default", "web-1");
        add("default", "web-2");
        add("blue", "db");
        runtime.create(new Namespace("default"), new ContainerId("web-2"), CreateOptions.DEFAULT);
        runtime.create(new Namespace("blue"), new ContainerId("db"), CreateOptions.DEFAULT);
    }

    @Test
    void containerIdsAreThoseOfTheDefaultNamespaceUnlessTheLineNamesAnother() {
        assertThat(candidates(containerIds, "container:delete", "")).containsExactly("web-1", "web-2");
        assertThat(candidates(containerIds, "container:delete", "-n", "blue", ""))
                .containsExactly("db");
        assertThat(candidates(containerIds, "container:delete", "--namespace", "blue", ""))
                .containsExactly("db");
    }

    @Test
    void whatIsTypedAlreadyNarrowsThem() {
        assertThat(candidates(containerIds, "container:delete", "web-1")).containsExactly("web-1");
        assertThat(candidates(containerIds, "container:delete", "x")).isEmpty();
    }

    @Test
    void taskIdsAreOnlyThoseOfTasks() {
        assertThat(candidates(taskIds, "task:start", "")).containsExactly("web-2");
        assertThat(candidates(taskIds, "task:start", "-n", "blue", "")).containsExactly("db");
    }

    @Test
    void aNamespaceThatCannotExistHasNothingToOffer() {
        assertThat(candidates(taskIds, "task:start", "-n", "../x", "")).isEmpty();
        assertThat(candidates(containerIds, "task:start", "-n", "green", "")).isEmpty();
    }

    @Test
    void namespacesAndSignalsAreOffered() {
        NamespaceCompleter namespaces = new NamespaceCompleter();
        namespaces.namespaces = containers;

        assertThat(candidates(namespaces, "task:list", "-n", "")).containsExactly("blue", "default");
        assertThat(candidates(new SignalCompleter(), "task:kill", "-s", "TER")).containsExactly("TERM");
    }

    @Test
    void processesAreThoseOfTheTaskOnTheLineOrOfAllWhileThereIsNone() {
        ContainerId other = new ContainerId("web-1");
        runtime.create(new Namespace("default"), other, CreateOptions.DEFAULT);
        addProcess(new ContainerId("web-2"), "sh2");
        addProcess(other, "sh1");
        ExecIdCompleter processes = new ExecIdCompleter();
        processes.runtime = runtime;

        assertThat(candidates(processes, "task:kill", "--exec", "")).containsExactlyInAnyOrder("sh1", "sh2");
        assertThat(candidates(processes, "task:kill", "web-2", "--exec", "")).containsExactly("sh2");
        assertThat(candidates(processes, "task:kill", "-s", "KILL", "-n", "default", "--exec", ""))
                .containsExactlyInAnyOrder("sh1", "sh2");
        assertThat(candidates(processes, "task:kill", "-n", "blue", "--exec", ""))
                .isEmpty();
        assertThat(candidates(processes, "task:kill", "-n", "../x", "--exec", ""))
                .isEmpty();
    }

    private void addProcess(ContainerId task, String id) {
        runtime.get(new Namespace("default"), task)
                .processes
                .add(new FakeProcess(new ExecId(id), ExecOptions.of("sh")));
    }

    private void add(String namespace, String id) {
        Namespace in = new Namespace(namespace);
        ContainerId name = new ContainerId(id);
        containers.create(
                in,
                Container.builder(name, OciSpec.builder(in, name).args("true").build())
                        .build());
    }
}
