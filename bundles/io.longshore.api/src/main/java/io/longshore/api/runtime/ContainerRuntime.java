// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes tasks from container records and finds them again.
 *
 * <p>Thread-safe. Registered as a service once the tasks of an earlier run are restored. {@link #get} and the lists answer
 * from memory.
 *
 * <p>While it cannot be had, as below a {@code /run} that is read-only, a service with the property {@link #MISSING} is in its
 * place: it says why in {@link #status}, lists no task, and refuses all else with {@link
 * io.longshore.api.UnavailableException}. It is replaced as soon as the runtime can be had.
 */
@ProviderType
public interface ContainerRuntime {
    /**
     * A property of the service, only where it stands in for a runtime that cannot be had now: the reason. Whoever has no use for
     * that one asks for {@code (!(longshore.missing=*))}.
     */
    String MISSING = "longshore.missing";

    /**
     * Creates the task of a container record; its process waits for {@link Task#start}. If this fails nothing is left
     * behind and the id can be used again.
     *
     * @throws io.longshore.api.NotFoundException if there is no such container record
     * @throws io.longshore.api.AlreadyExistsException if the container has a task
     * @throws io.longshore.api.FailedPreconditionException if the shim or the OCI runtime is not installed, or nobody
     *     serves the record's runtime name
     * @throws io.longshore.api.InvalidArgumentException if the record's specification or runtime options are not valid
     * @throws io.longshore.api.UnknownException with the OCI runtime's own message, if it refuses
     */
    Task create(Namespace namespace, ContainerId id, CreateOptions options);

    /**
     * Removes the record of a container that has no task. Unlike {@link io.longshore.api.containers.ContainerStore#delete},
     * which knows nothing of tasks, it can not fall between the beginning of a creation and its end: either the record is
     * gone and the creation fails, or the task is there and this does.
     *
     * @throws io.longshore.api.NotFoundException if there is no such container record
     * @throws io.longshore.api.FailedPreconditionException if it has a task, or one is being created or removed
     */
    void deleteContainer(Namespace namespace, ContainerId id);

    /** @throws io.longshore.api.NotFoundException if there is no such task */
    Task get(Namespace namespace, ContainerId id);

    /** The tasks of one namespace, ordered by id. */
    List<Task> list(Namespace namespace);

    /** The tasks of all namespaces, ordered by namespace and id. */
    List<Task> list();

    /** As {@link Task#delete} of {@link #get}. */
    default Exit delete(Namespace namespace, ContainerId id) {
        return get(namespace, id).delete();
    }

    /** How this runtime is, and has been; from memory. */
    RuntimeStatus status();

    /**
     * Looks for the programs it calls, and asks them for their versions; that is done once by itself when the runtime comes
     * up, and {@link #status} tells what was found. Starts each program for a moment, and blocks for some seconds at the most.
     *
     * @throws io.longshore.api.CancelledException if the thread is interrupted
     */
    List<RuntimeProgram> refreshPrograms();
}
