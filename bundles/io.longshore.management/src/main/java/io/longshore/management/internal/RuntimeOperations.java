// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.events.EventExchange;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.management.ContainerData;
import io.longshore.management.EventData;
import io.longshore.management.ExitData;
import io.longshore.management.ProgramData;
import io.longshore.management.RuntimeMXBean;
import io.longshore.management.TaskData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** The Runtime MBean, in terms of the API. */
final class RuntimeOperations extends RuntimeAttributes implements RuntimeMXBean {
    private final ContainerStore containers;
    private final ContainerOperations records;
    private final ContainerRuntime runtime;
    private final EventExchange events;
    private final TaskLooks looks;
    private final ExitWaits waits;

    RuntimeOperations(
            String instance,
            ContainerStore containers,
            ContainerRuntime runtime,
            EventExchange events,
            LongSupplier notificationsDropped,
            TaskLooks looks,
            ExitWaits waits) {
        super(instance, runtime, notificationsDropped);
        this.containers = containers;
        this.records = new ContainerOperations(containers, runtime);
        this.runtime = runtime;
        this.events = events;
        this.looks = looks;
        this.waits = waits;
    }

    @Override
    public List<ProgramData> refreshVersions() {
        return runtime.refreshPrograms().stream().map(Rows::of).toList();
    }

    @Override
    public ContainerData createContainer(String namespace, String id, String rootfs, String[] args) {
        return records.create(NewContainer.named(namespace, id).program(rootfs, args));
    }

    @Override
    public ContainerData createContainerFromSpec(String namespace, String id, String ociSpecJson) {
        return records.create(NewContainer.named(namespace, id).spec(ociSpecJson));
    }

    @Override
    public TaskData runContainer(
            String namespace,
            String id,
            String rootfs,
            String[] args,
            String[] environment,
            long memoryLimit,
            long pidsLimit,
            long cpuPercent,
            String outputFile) {
        NewContainer container = NewContainer.named(namespace, id)
                .program(rootfs, args)
                .environment(environment)
                .limits(memoryLimit, pidsLimit, cpuPercent);
        Stdio stdio = Arguments.output("outputFile", outputFile);
        return there(new ContainerRun(containers, runtime).run(container, stdio));
    }

    @Override
    public TaskData runCommand(
            String namespace,
            String id,
            String rootfs,
            String command,
            String environment,
            long memoryLimit,
            long pidsLimit,
            long cpuPercent,
            String outputFile) {
        return runContainer(
                namespace,
                id,
                rootfs,
                CommandLine.words("command", Arguments.required("command", command)),
                CommandLine.words("environment", Arguments.required("environment", environment)),
                memoryLimit,
                pidsLimit,
                cpuPercent,
                outputFile);
    }

    @Override
    public List<ContainerData> listContainers(String namespace) {
        return records.listContainers(namespace, new String[0]);
    }

    @Override
    public void deleteContainer(String namespace, String id) {
        records.deleteContainer(namespace, id);
    }

    @Override
    public TaskData createTask(String namespace, String id, String outputFile) {
        return createTask(namespace, id, NewTask.of(outputFile));
    }

    @Override
    public TaskData createTaskFromCheckpoint(String namespace, String id, String checkpoint, String outputFile) {
        Path directory = Arguments.absolute("checkpoint", Arguments.required("checkpoint", checkpoint));
        return createTask(namespace, id, NewTask.of(outputFile).withCheckpoint(directory));
    }

    @Override
    public TaskData createTaskWith(
            String namespace, String id, String checkpoint, String[] rootfs, String[] options, String outputFile) {
        return createTask(namespace, id, NewTask.of(checkpoint, rootfs, options, outputFile));
    }

    private TaskData createTask(String namespace, String id, CreateOptions options) {
        return there(runtime.create(new Namespace(namespace), new ContainerId(id), options));
    }

    /** Its MBean too, for whoever goes on with that. */
    private TaskData there(Task task) {
        looks.now(task.namespace(), task.id());
        return Rows.of(task.info());
    }

    @Override
    public void startTask(String namespace, String id) {
        task(namespace, id).start();
    }

    @Override
    public ExitData waitTask(String namespace, String id, long timeoutMillis) {
        Duration timeout = Arguments.timeout(timeoutMillis);
        return Rows.of(waits.await(task(namespace, id), timeout));
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
        return new EventOperations(events).listEvents(sinceSequence, limit, new String[0]);
    }

    private Task task(String namespace, String id) {
        return runtime.get(new Namespace(namespace), new ContainerId(id));
    }
}
