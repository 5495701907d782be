// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

import io.longshore.access.Role;
import java.util.List;

/**
 * Containers and tasks of one Karaf instance, for JMX clients.
 *
 * <ul>
 *   <li>Attributes and lists answer from memory. Operations that change anything block until it is done.
 *   <li>Only open types go over the wire, in both directions. Times are ISO 8601 in UTC.
 *   <li>A namespace or id that is not valid, a null argument or a number out of bounds is an {@link
 *       IllegalArgumentException}, what the shim cannot do an {@link UnsupportedOperationException}, every other error an
 *       {@link IllegalStateException}. Each message begins with the kind of the error and a colon: {@code
 *       InvalidArgument}, {@code NotFound}, {@code AlreadyExists}, {@code FailedPrecondition}, {@code Unavailable}, {@code
 *       DeadlineExceeded}, {@code Cancelled}, {@code NotImplemented}, {@code Unknown}, or {@code Internal} for an error of
 *       ours. Without a proxy, JMX wraps them in a {@link javax.management.RuntimeMBeanException}.
 *   <li>A caller who has logged in needs a role, else there is a {@link SecurityException}: {@code viewer} for attributes,
 *       lists and waiting, {@code manager} to start, signal, pause and resume, and to run commands in a task, {@code admin}
 *       for the rest; {@link Operation#role} says it of each. Each role includes those before it. Code within the process
 *       that acts for nobody may do everything.
 * </ul>
 */
@Description("Containers and tasks of this Karaf instance")
public interface RuntimeMXBean {
    @Attribute(value = "The name of the Karaf instance", unit = "none")
    String getName();

    @Attribute(value = "How many tasks there are in each state, all namespaces together", unit = "tasks")
    List<TaskCount> getTaskCounts();

    @Attribute(value = "The configuration in effect, defaults included, by key", unit = "none")
    List<ConfigurationData> getConfiguration();

    @Attribute(
            value = "What the runtime runs on: operating system, architecture, kernel, version of cgroups",
            unit = "none")
    PlatformData getPlatform();

    @Attribute(value = "The OCI runtime and the shims, where they were found, and in which version", unit = "none")
    List<ProgramData> getPrograms();

    @Attribute(
            value =
                    "What keeps containers from being run, one line each, with what to do; empty if nothing is known to",
            unit = "none")
    List<String> getMissing();

    @Attribute(
            value = "How often tasks were created, started and deleted since the runtime came up, and how long that"
                    + " took",
            unit = "milliseconds")
    List<OperationData> getOperations();

    @Attribute(value = "What became of the tasks of an earlier run", unit = "milliseconds")
    RestoreData getRestore();

    @Attribute(
            value = "Notifications of all our MBeans that a listener did not get, since it was too slow",
            unit = "notifications")
    long getNotificationsDropped();

    @Operation(value = "Records a container with the default specification", role = Role.ADMIN)
    ContainerData createContainer(
            @Parameter(name = "namespace", value = "The namespace of the container") String namespace,
            @Parameter(name = "id", value = "The id of the container, which is that of its task too") String id,
            @Parameter(
                            name = "rootfs",
                            value = "Absolute path of the directory that becomes the container's root",
                            unit = "path")
                    String rootfs,
            @Parameter(name = "args", value = "The program to run, and its arguments") String[] args);

    @Operation(value = "Records a container with a given OCI runtime specification", role = Role.ADMIN)
    ContainerData createContainerFromSpec(
            @Parameter(name = "namespace", value = "The namespace of the container") String namespace,
            @Parameter(name = "id", value = "The id of the container, which is that of its task too") String id,
            @Parameter(name = "ociSpecJson", value = "The OCI runtime specification, as JSON") String ociSpecJson);

    @Operation(value = "The containers, ordered by id", role = Role.VIEWER, unit = "containers")
    List<ContainerData> listContainers(
            @Parameter(name = "namespace", value = "The namespace; empty for all namespaces") String namespace);

    @Operation(value = "Removes the record of a container that has no task", role = Role.ADMIN)
    void deleteContainer(
            @Parameter(name = "namespace", value = "The namespace of the container") String namespace,
            @Parameter(name = "id", value = "The id of the container, which is that of its task too") String id);

    @Operation(
            value = "Records a container, creates its task and starts it; undone when it fails half way",
            role = Role.ADMIN)
    TaskData runContainer(
            @Parameter(name = "namespace", value = "The namespace of the container") String namespace,
            @Parameter(name = "id", value = "The id of the container, which is that of its task too") String id,
            @Parameter(
                            name = "rootfs",
                            value = "Absolute path of the directory that becomes the container's root",
                            unit = "path")
                    String rootfs,
            @Parameter(name = "args", value = "The program to run, and its arguments") String[] args,
            @Parameter(
                            name = "environment",
                            value = "Environment variables, each NAME=value, or @ and the absolute path of a file of"
                                    + " the host with such lines, for secrets; only its owner may have access to"
                                    + " it",
                            hostFile = true)
                    String[] environment,
            @Parameter(name = "memoryLimit", value = "The most memory it may use; 0 for no limit", unit = "bytes")
                    long memoryLimit,
            @Parameter(name = "pidsLimit", value = "The most processes it may have; 0 for no limit", unit = "processes")
                    long pidsLimit,
            @Parameter(
                            name = "cpuPercent",
                            value = "The most processor time, 100 for one processor; 0 for no limit",
                            unit = "percent")
                    long cpuPercent,
            @Parameter(
                            name = "outputFile",
                            value = "Absolute path of a file that all output is appended to; empty to drop the output",
                            unit = "path")
                    String outputFile);

    @Operation(
            value = "As runContainer, for clients that can send no lists, as JConsole",
            role = Role.ADMIN,
            audit = "runContainer")
    TaskData runCommand(
            @Parameter(name = "namespace", value = "The namespace of the container") String namespace,
            @Parameter(name = "id", value = "The id of the container, which is that of its task too") String id,
            @Parameter(
                            name = "rootfs",
                            value = "Absolute path of the directory that becomes the container's root",
                            unit = "path")
                    String rootfs,
            @Parameter(
                            name = "command",
                            value =
                                    "The program to run, and its arguments, with blanks in between; what has blanks in it stands in quotes: sh -c 'sleep 600'")
                    String command,
            @Parameter(
                            name = "environment",
                            value =
                                    "Environment variables, quoted likewise, each NAME=value, or @ and the absolute path of a file of the host with such lines, for secrets; only its owner may have access to it; empty for none",
                            hostFile = true)
                    String environment,
            @Parameter(name = "memoryLimit", value = "The most memory it may use; 0 for no limit", unit = "bytes")
                    long memoryLimit,
            @Parameter(name = "pidsLimit", value = "The most processes it may have; 0 for no limit", unit = "processes")
                    long pidsLimit,
            @Parameter(
                            name = "cpuPercent",
                            value = "The most processor time, 100 for one processor; 0 for no limit",
                            unit = "percent")
                    long cpuPercent,
            @Parameter(
                            name = "outputFile",
                            value = "Absolute path of a file that all output is appended to; empty to drop the output",
                            unit = "path")
                    String outputFile);

    @Operation(value = "Creates the task of a container; its process waits for startTask", role = Role.ADMIN)
    TaskData createTask(
            @Parameter(name = "namespace", value = "The namespace of the container") String namespace,
            @Parameter(name = "id", value = "The id of the container, which is that of its task too") String id,
            @Parameter(
                            name = "outputFile",
                            value = "Absolute path of a file that all output is appended to; empty to drop the output",
                            unit = "path")
                    String outputFile);

    @Operation(
            value = "Creates the task of a container as a checkpoint says; startTask lets it go on from there",
            role = Role.ADMIN,
            audit = "createTask")
    TaskData createTaskFromCheckpoint(
            @Parameter(name = "namespace", value = "The namespace of the container") String namespace,
            @Parameter(name = "id", value = "The id of the container, which is that of its task too") String id,
            @Parameter(name = "checkpoint", value = "Absolute path of the directory of the checkpoint", unit = "path")
                    String checkpoint,
            @Parameter(
                            name = "outputFile",
                            value = "Absolute path of a file that all output is appended to; empty to drop the output",
                            unit = "path")
                    String outputFile);

    @Operation(
            value = "Creates the task of a container with everything that can be said of that",
            role = Role.ADMIN,
            audit = "createTask")
    TaskData createTaskWith(
            @Parameter(name = "namespace", value = "The namespace of the container") String namespace,
            @Parameter(name = "id", value = "The id of the container, which is that of its task too") String id,
            @Parameter(
                            name = "checkpoint",
                            value = "Absolute path of the directory of a checkpoint to begin from; empty to begin anew",
                            unit = "path")
                    String checkpoint,
            @Parameter(
                            name = "rootfs",
                            value = "What is mounted on the root directory, in order, each as type, source and"
                                    + " options: bind /srv/web rbind,ro; none for the directory as it is")
                    String[] rootfs,
            @Parameter(
                            name = "options",
                            value = "Each name=value: noPivotRoot, noNewKeyring, shimCgroup, shimGroup, ioUid, ioGid;"
                                    + " and for a checkpoint openTcp, externalUnixSockets, terminal, fileLocks,"
                                    + " emptyNamespaces, cgroupsMode, criuWorkPath, criuImagePath")
                    String[] options,
            @Parameter(
                            name = "outputFile",
                            value = "Absolute path of a file that all output is appended to; empty to drop the output",
                            unit = "path")
                    String outputFile);

    @Operation(value = "Starts the process of a created task", role = Role.MANAGER)
    void startTask(
            @Parameter(name = "namespace", value = "The namespace of the container") String namespace,
            @Parameter(name = "id", value = "The id of the container, which is that of its task too") String id);

    @Operation(value = "Waits for a task to end, and says how it did", role = Role.VIEWER)
    ExitData waitTask(
            @Parameter(name = "namespace", value = "The namespace of the container") String namespace,
            @Parameter(name = "id", value = "The id of the container, which is that of its task too") String id,
            @Parameter(
                            name = "timeoutMillis",
                            value = "How long to wait at most: 1 to 3600000 milliseconds",
                            unit = "milliseconds")
                    long timeoutMillis);

    @Operation(value = "Sends a signal to the first process of a task", role = Role.MANAGER)
    void killTask(
            @Parameter(name = "namespace", value = "The namespace of the container") String namespace,
            @Parameter(name = "id", value = "The id of the container, which is that of its task too") String id,
            @Parameter(name = "signal", value = "A name such as TERM or SIGTERM, or a number") String signal);

    @Operation(value = "Removes what is left of a task that has ended or was never started", role = Role.ADMIN)
    ExitData deleteTask(
            @Parameter(name = "namespace", value = "The namespace of the container") String namespace,
            @Parameter(name = "id", value = "The id of the container, which is that of its task too") String id);

    @Operation(value = "Removes a task, killing what runs", role = Role.ADMIN)
    ExitData forceDeleteTask(
            @Parameter(name = "namespace", value = "The namespace of the container") String namespace,
            @Parameter(name = "id", value = "The id of the container, which is that of its task too") String id);

    @Operation(value = "The tasks, ordered by id", role = Role.VIEWER, unit = "tasks")
    List<TaskData> listTasks(
            @Parameter(name = "namespace", value = "The namespace; empty for all namespaces") String namespace);

    @Operation(value = "Events of the journal, the oldest first", role = Role.VIEWER, unit = "events")
    List<EventData> listEvents(
            @Parameter(
                            name = "sinceSequence",
                            value = "Only events with a greater number; 0 for all. If the journal does not reach back"
                                    + " that far, its oldest comes first",
                            unit = "sequence number")
                    long sinceSequence,
            @Parameter(name = "limit", value = "How many events at most: 1 to 10000", unit = "events") int limit);

    @Operation(
            value = "Looks for the OCI runtime and the shims again, and asks them for their versions",
            role = Role.MANAGER)
    List<ProgramData> refreshVersions();
}
