// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.access.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What MBean consoles show of each operation of {@link io.longshore.management.RuntimeMXBean}, and who may call it. */
@SuppressWarnings("ImmutableEnumChecker") // the lists are those of List.of
enum Operation {
    CREATE_CONTAINER(
            "createContainer",
            Role.ADMIN,
            "Records a container with the default specification",
            Common.NAMESPACE,
            Common.ID,
            new Parameter("rootfs", "Absolute path of the directory that becomes the container's root"),
            new Parameter("args", "The program to run, and its arguments")),
    CREATE_CONTAINER_FROM_SPEC(
            "createContainerFromSpec",
            Role.ADMIN,
            "Records a container with a given OCI runtime specification",
            Common.NAMESPACE,
            Common.ID,
            new Parameter("ociSpecJson", "The OCI runtime specification, as JSON")),
    LIST_CONTAINERS("listContainers", Role.VIEWER, "The containers, ordered by id", Common.NAMESPACE_OR_ALL),
    DELETE_CONTAINER(
            "deleteContainer",
            Role.ADMIN,
            "Removes the record of a container that has no task",
            Common.NAMESPACE,
            Common.ID),
    CREATE_TASK(
            "createTask",
            Role.ADMIN,
            "Creates the task of a container; its process waits for startTask",
            Common.NAMESPACE,
            Common.ID,
            new Parameter(
                    "outputFile", "Absolute path of a file that all output is appended to; empty to drop the output")),
    START_TASK("startTask", Role.MANAGER, "Starts the process of a created task", Common.NAMESPACE, Common.ID),
    WAIT_TASK(
            "waitTask",
            Role.VIEWER,
            "Waits for a task to end, and says how it did",
            Common.NAMESPACE,
            Common.ID,
            new Parameter("timeoutMillis", "How long to wait at most: 1 to 3600000 milliseconds")),
    KILL_TASK(
            "killTask",
            Role.MANAGER,
            "Sends a signal to the first process of a task",
            Common.NAMESPACE,
            Common.ID,
            new Parameter("signal", "A name such as TERM or SIGTERM, or a number")),
    DELETE_TASK(
            "deleteTask",
            Role.ADMIN,
            "Removes what is left of a task that has ended or was never started",
            Common.NAMESPACE,
            Common.ID),
    FORCE_DELETE_TASK("forceDeleteTask", Role.ADMIN, "Removes a task, killing what runs", Common.NAMESPACE, Common.ID),
    LIST_TASKS("listTasks", Role.VIEWER, "The tasks, ordered by id", Common.NAMESPACE_OR_ALL),
    LIST_EVENTS(
            "listEvents",
            Role.VIEWER,
            "Events of the journal, the oldest first",
            new Parameter("sinceSequence", "Only events with a greater number; 0 for all"),
            new Parameter("limit", "How many events at most: 1 to 10000"));

    /** A parameter as consoles show it. */
    record Parameter(String name, String description) {}

    /** Parameters of many operations; nested, since an enum's constants come before its own constants. */
    private static final class Common {
        static final Parameter NAMESPACE = new Parameter("namespace", "The namespace of the container");
        static final Parameter NAMESPACE_OR_ALL = new Parameter("namespace", "The namespace; empty for all namespaces");
        static final Parameter ID = new Parameter("id", "The id of the container, which is that of its task too");
    }

    private final String operationName;
    private final Role role;
    private final String description;
    private final List<Parameter> parameters;

    Operation(String operationName, Role role, String description, Parameter... parameters) {
        this.operationName = operationName;
        this.role = role;
        this.description = description;
        this.parameters = List.of(parameters);
    }

    static @Nullable Operation named(String name) {
        for (Operation operation : values()) {
            if (operation.operationName.equals(name)) {
                return operation;
            }
        }
        return null;
    }

    String operationName() {
        return operationName;
    }

    Role role() {
        return role;
    }

    /** What a viewer may call changes nothing. */
    boolean changes() {
        return role != Role.VIEWER;
    }

    String description() {
        return description;
    }

    List<Parameter> parameters() {
        return parameters;
    }
}
