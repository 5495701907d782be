// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

import io.longshore.access.Role;
import org.jspecify.annotations.Nullable;

/** A process that was added to a task. Errors, roles and types as for {@link RuntimeMXBean}. */
@Description("A process that was added to a running task")
public interface ProcessMXBean {
    @Attribute(value = "The namespace of its task", unit = "none")
    String getNamespace();

    @Attribute(value = "The id of its task", unit = "none")
    String getId();

    @Attribute(value = "Its own id within the task", unit = "none")
    String getExecId();

    @Attribute(value = "CREATED, RUNNING, PAUSING, PAUSED, STOPPED or UNKNOWN", unit = "none")
    String getState();

    @Attribute(value = "Its process id, as the host numbers it; 0 until it was started", unit = "process id")
    long getPid();

    @Attribute(value = "When it ended; null until it did", unit = "ISO 8601")
    @Nullable
    String getExitedAt();

    @Attribute(
            value = "0 to 255, 128 + signal if a signal ended it; null until it ended, and if nobody saw how",
            unit = "exit status")
    @Nullable
    Integer getExitStatus();

    @Attribute(value = "EXITED, SHIM_LOST, OOM_KILLED, HOST_REBOOT or UNOBSERVED; null until it ended", unit = "none")
    @Nullable
    String getExitCause();

    @Attribute(value = "One sentence on how it ended; empty for an ordinary exit; null until it ended", unit = "none")
    @Nullable
    String getExitDetail();

    @Attribute(value = "Where its output goes: a file, a pipe or a URI; empty if it is dropped", unit = "path")
    String getOutput();

    @Attribute(value = "Whether it has a terminal", unit = "none")
    boolean isTerminal();

    @Operation(value = "Starts it", role = Role.MANAGER, audit = "startProcess")
    void start();

    @Operation(value = "Sends it a signal", role = Role.MANAGER, audit = "killProcess")
    void kill(@Parameter(name = "signal", value = "A name such as TERM or SIGTERM, or a number") String signal);

    @Operation(value = "Sets the size of its terminal", role = Role.MANAGER, audit = "resizeProcess")
    void resizePty(
            @Parameter(name = "width", value = "Columns: 1 to 65535", unit = "characters") int width,
            @Parameter(name = "height", value = "Rows: 1 to 65535", unit = "characters") int height);

    @Operation(value = "Lets it see the end of its input", role = Role.MANAGER, audit = "closeProcessStdin")
    void closeStdin();

    @Operation(value = "Waits for it to end, and says how it did", role = Role.VIEWER)
    ExitData waitForExit(
            @Parameter(name = "timeoutMillis", value = "How long to wait at most: 1 to 3600000", unit = "milliseconds")
                    long timeoutMillis);

    @Operation(
            value = "Forgets it, when it has ended or was never started",
            role = Role.MANAGER,
            audit = "deleteProcess")
    ExitData delete();
}
