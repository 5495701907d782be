// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.access.Role;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.Task;
import java.nio.file.Path;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(
        scope = "task",
        name = "checkpoint",
        description = "Writes the state of a running task into a directory; needs criu")
@Audited(role = Role.ADMIN, operation = "checkpointTask")
public final class TaskCheckpoint extends TaskAction {
    @Option(name = "--exit", description = "The task ends when its checkpoint is made")
    boolean exit;

    @Option(name = "--tcp", description = "Allow open TCP connections")
    boolean openTcp;

    @Option(name = "--unix-sockets", description = "Allow connections over unix sockets to outside")
    boolean unixSockets;

    @Option(name = "--terminal", description = "Allow a terminal that was made outside")
    boolean terminal;

    @Option(name = "--file-locks", description = "Allow locked files")
    boolean fileLocks;

    @Argument(index = 1, name = "directory", description = "An absolute path", required = true)
    String directory = "";

    @Override
    @Nullable
    Object run() {
        Task task = task();
        Path image = AbsolutePath.parse("directory", directory);
        CheckpointOptions options =
                new CheckpointOptions(exit, openTcp, unixSockets, terminal, fileLocks, List.of(), "", "");
        progress().of("writing the checkpoint of " + id, () -> {
            task.checkpoint(image, options);
            return image;
        });
        return null;
    }
}
