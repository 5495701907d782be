// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.events.EventExchange;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import io.longshore.management.ContainerData;
import io.longshore.management.EventData;
import io.longshore.management.ExitData;
import io.longshore.management.RuntimeMXBean;
import io.longshore.management.TaskCount;
import io.longshore.management.TaskData;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The operations, in terms of the API. */
final class RuntimeOperations implements RuntimeMXBean {
    private static final long MAX_WAIT = Duration.ofHours(1).toMillis();
    private static final int MAX_EVENTS = 10_000;

    private final String instance;
    private final ContainerStore containers;
    private final ContainerRuntime runtime;
    private final EventExchange events;

    RuntimeOperations(String instance, ContainerStore containers, ContainerRuntime runtime, EventExchange events) {
        this.instance = instance;
        this.containers = containers;
        this.runtime = runtime;
        this.events = events;
    }

    @Override
    public String getName() {
        return instance;
    }

    @Override
    public List<TaskCount> getTaskCounts() {
        Map<TaskState, Long> counts = runtime.list().stream()
                .map(task -> task.info().state())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return Arrays.stream(TaskState.values())
                .map(state -> new TaskCount(
                        state.name(), counts.getOrDefault(state, 0L).intValue()))
                .toList();
    }

    @Override
    public ContainerData createContainer(String namespace, String id, String rootfs, String[] args) {
        Namespace in = new Namespace(namespace);
        ContainerId name = new ContainerId(id);
        OciSpec spec = OciSpec.builder(in, name)
                .rootfs(Arguments.absolute("rootfs", Arguments.required("rootfs", rootfs)))
                .args(Arguments.required("args", args))
                .build();
        return create(in, name, spec);
    }

    @Override
    public ContainerData createContainerFromSpec(String namespace, String id, String ociSpecJson) {
        OciSpec spec = OciSpec.parse(Arguments.required("ociSpecJson", ociSpecJson));
        return create(new Namespace(namespace), new ContainerId(id), spec);
    }

    private ContainerData create(Namespace namespace, ContainerId id, OciSpec spec) {
        Container container = Container.builder(id, spec).build();
        return Rows.of(namespace, containers.create(namespace, container));
    }

    @Override
    public List<ContainerData> listContainers(String namespace) {
        if (!Arguments.required("namespace", namespace).isEmpty()) {
            Namespace in = new Namespace(namespace);
            return rows(in, containers.list(in)).toList();
        }
        return containers.listAll().entrySet().stream()
                .flatMap(each -> rows(each.getKey(), each.getValue()))
                .toList();
    }

    private static Stream<ContainerData> rows(Namespace namespace, List<Container> containers) {
        return containers.stream().map(container -> Rows.of(namespace, container));
    }

    @Override
    public void deleteContainer(String namespace, String id) {
        runtime.deleteContainer(new Namespace(namespace), new ContainerId(id));
    }

    @Override
    public TaskData createTask(String namespace, String id, String outputFile) {
        Stdio stdio = Arguments.required("outputFile", outputFile).isEmpty()
                ? Stdio.NULL
                : Stdio.toFile(Arguments.absolute("outputFile", outputFile));
        Task task = runtime.create(new Namespace(namespace), new ContainerId(id), CreateOptions.with(stdio));
        return Rows.of(task.info());
    }

    @Override
    public void startTask(String namespace, String id) {
        task(namespace, id).start();
    }

    @Override
    public ExitData waitTask(String namespace, String id, long timeoutMillis) {
        Arguments.between("timeoutMillis", 1, timeoutMillis, MAX_WAIT);
        return Rows.of(task(namespace, id).waitForExit(Duration.ofMillis(timeoutMillis)));
    }

    @Override
    public void killTask(String namespace, String id, String signal) {
        task(namespace, id).kill(Signal.parse(Arguments.required("signal", signal)), false);
    }

    @Override
    public ExitData deleteTask(String namespace, String id) {
        return Rows.of(task(namespace, id).delete());
    }

    @Override
    public ExitData forceDeleteTask(String namespace, String id) {
        return Rows.of(task(namespace, id).forceDelete());
    }

    @Override
    public List<TaskData> listTasks(String namespace) {
        List<Task> tasks = Arguments.required("namespace", namespace).isEmpty()
                ? runtime.list()
                : runtime.list(new Namespace(namespace));
        return tasks.stream().map(task -> Rows.of(task.info())).toList();
    }

    @Override
    public List<EventData> listEvents(long sinceSequence, int limit) {
        Arguments.between("sinceSequence", 0, sinceSequence, Long.MAX_VALUE);
        Arguments.between("limit", 1, limit, MAX_EVENTS);
        return events.list(sinceSequence, limit).stream().map(Rows::of).toList();
    }

    private Task task(String namespace, String id) {
        return runtime.get(new Namespace(namespace), new ContainerId(id));
    }
}
