// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

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
 *       lists and {@link #waitTask}, {@code manager} for {@link #startTask} and {@link #killTask}, {@code admin} for the
 *       rest. Each role includes those before it. Code within the process that acts for nobody may do everything.
 * </ul>
 */
public interface RuntimeMXBean {
    /** The Karaf instance. */
    String getName();

    /** How many tasks there are in each state, all namespaces together; a row for every state. */
    List<TaskCount> getTaskCounts();

    /**
     * Records a container with the default specification.
     *
     * @param rootfs absolute path of the directory that becomes its root
     * @param args the program to run, and its arguments
     */
    ContainerData createContainer(String namespace, String id, String rootfs, String[] args);

    /**
     * Records a container with a specification of the caller's.
     *
     * @param ociSpecJson an OCI runtime specification
     */
    ContainerData createContainerFromSpec(String namespace, String id, String ociSpecJson);

    /** The containers of a namespace, ordered by id; of all namespaces if it is empty. */
    List<ContainerData> listContainers(String namespace);

    /** Removes a container's record; refused while it has a task. */
    void deleteContainer(String namespace, String id);

    /**
     * Creates the task of a container; its process waits for {@link #startTask}.
     *
     * @param outputFile absolute path of a file that output and errors are appended to; empty to drop them
     */
    TaskData createTask(String namespace, String id, String outputFile);

    /** Starts the process of a created task. */
    void startTask(String namespace, String id);

    /**
     * Waits for the process of a task to end; {@code DeadlineExceeded} if it does not in time.
     *
     * @param timeoutMillis 1 to 3,600,000
     */
    ExitData waitTask(String namespace, String id, long timeoutMillis);

    /**
     * Sends a signal to the first process of a task.
     *
     * @param signal such as {@code TERM}, {@code SIGTERM} or {@code 15}
     */
    void killTask(String namespace, String id, String signal);

    /** Removes what is left of a task that has ended or was never started; says how it ended. */
    ExitData deleteTask(String namespace, String id);

    /** As {@link #deleteTask}, from every state: kills what runs. */
    ExitData forceDeleteTask(String namespace, String id);

    /** The tasks of a namespace, ordered by id; of all namespaces if it is empty. */
    List<TaskData> listTasks(String namespace);

    /**
     * Events with a sequence number greater than the one given, the oldest first.
     *
     * @param sinceSequence 0 for all that the journal has
     * @param limit 1 to 10,000
     */
    List<EventData> listEvents(long sinceSequence, int limit);
}
