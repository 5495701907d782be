// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.streams;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Opens live streams to processes of tasks.
 *
 * <ul>
 *   <li>Thread-safe. Nothing here waits for a shim, a process or another caller.
 *   <li>When this service goes, every {@link TaskIo} it opened is {@linkplain TaskIo#detach detached}: whoever waits at a
 *       stream is told with a {@link StreamClosedException}, and no process is touched. Its methods then throw {@link
 *       io.longshore.api.UnavailableException}.
 *   <li>When it comes, what an earlier run left a day ago or earlier is removed, except for the FIFOs that a shim has open.
 * </ul>
 */
@ProviderType
public interface TaskStreams {
    /**
     * Makes the FIFOs for a process that is about to be created.
     *
     * @param exec null for the task's first process
     * @return to be closed by the caller, also when the process is not created after all
     * @throws io.longshore.api.AlreadyExistsException if there is an open one for this process, or a shim uses its FIFOs
     * @throws io.longshore.api.UnavailableException if the FIFOs cannot be made, for want of descriptors for example
     */
    TaskIo open(Namespace namespace, ContainerId id, @Nullable ExecId exec, StreamOptions options);

    /**
     * Opens the FIFOs again that a process was created with: after a restart, or after {@link TaskIo#detach}. The streams
     * go on with what was not read yet. Then call {@link TaskIo#endsWith} again.
     *
     * @param exec null for the task's first process
     * @param options whether there is a terminal, and an input, is as it was, whatever is said here
     * @return to be closed by the caller
     * @throws io.longshore.api.NotFoundException if there are no such FIFOs; also if the process had closed its output when
     *     the service came and they were made a day before that or earlier, since they were removed then
     * @throws io.longshore.api.AlreadyExistsException if there is an open one for this process
     * @throws io.longshore.api.UnavailableException as {@link #open}
     */
    TaskIo reattach(Namespace namespace, ContainerId id, @Nullable ExecId exec, StreamOptions options);
}
