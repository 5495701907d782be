// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

import io.longshore.access.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One task: a container's life. Attributes come from memory; those of what it uses are of the last sample. Errors, roles and
 * types as for {@link RuntimeMXBean}.
 */
@Description("One task: created, started, ended, deleted")
public interface TaskMXBean {
    @Attribute(value = "The namespace of its container", unit = "none")
    String getNamespace();

    @Attribute(value = "Its id, which is that of its container too", unit = "none")
    String getId();

    @Attribute(value = "CREATED, RUNNING, PAUSING, PAUSED, STOPPED or UNKNOWN", unit = "none")
    String getState();

    @Attribute(value = "Why the state is UNKNOWN; else empty", unit = "none")
    String getReason();

    @Attribute(value = "The process id of its first process, as the host numbers it", unit = "process id")
    long getPid();

    @Attribute(
            value =
                    "The program of its first process, and the arguments, as its container's record had them when the task was found",
            unit = "none")
    String[] getCommandLine();

    @Attribute(value = "When it was created", unit = "ISO 8601")
    String getCreatedAt();

    @Attribute(value = "When it was started; null until then", unit = "ISO 8601")
    @Nullable
    String getStartedAt();

    @Attribute(value = "When its first process ended; null until it did", unit = "ISO 8601")
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

    @Attribute(value = "Its OCI bundle directory", unit = "path")
    String getBundle();

    @Attribute(value = "What drives it: v1, v2 or local", unit = "none")
    String getShimKind();

    @Attribute(value = "The process id of its shim; 0 if it has none", unit = "process id")
    long getShimPid();

    @Attribute(value = "Where its output goes: a file, a pipe or a URI; empty if it is dropped", unit = "path")
    String getOutput();

    @Attribute(value = "Whether its first process has a terminal", unit = "none")
    boolean isTerminal();

    @Attribute(
            value =
                    "When it was last looked what the task uses; null until then. Reading an attribute of the last sample asks for a new one if it is older than two seconds, until the task ends; after that the last sample stays",
            unit = "ISO 8601")
    @Nullable
    String getStatsAt();

    @Attribute(value = "Memory in use, page cache included, by the last sample; null if not known", unit = "bytes")
    @Nullable
    Long getMemoryUsage();

    @Attribute(
            value = "The most memory it may use, by the last sample; null if not known, and without a limit",
            unit = "bytes")
    @Nullable
    Long getMemoryLimit();

    @Attribute(value = "The most memory that was in use, by the last sample; null if not known", unit = "bytes")
    @Nullable
    Long getMemoryMaxUsage();

    @Attribute(
            value = "Processor time since it was created, by the last sample; null if not known",
            unit = "nanoseconds")
    @Nullable
    Long getCpuNanos();

    @Attribute(value = "Processor time of programs, by the last sample; null if not known", unit = "nanoseconds")
    @Nullable
    Long getCpuUserNanos();

    @Attribute(value = "Processor time of the kernel, by the last sample; null if not known", unit = "nanoseconds")
    @Nullable
    Long getCpuSystemNanos();

    @Attribute(
            value = "Time for which it was kept from running by its limit, by the last sample; null if not known",
            unit = "nanoseconds")
    @Nullable
    Long getCpuThrottledNanos();

    @Attribute(value = "Processes and threads, by the last sample; null if not known", unit = "processes")
    @Nullable
    Long getPids();

    @Attribute(
            value =
                    "The most processes and threads it may have, by the last sample; null if not known, and without a limit",
            unit = "processes")
    @Nullable
    Long getPidsLimit();

    @Attribute(value = "Read from block devices, by the last sample; null if not known", unit = "bytes")
    @Nullable
    Long getBlockReadBytes();

    @Attribute(value = "Written to block devices, by the last sample; null if not known", unit = "bytes")
    @Nullable
    Long getBlockWriteBytes();

    @Attribute(
            value =
                    "Processes killed by the kernel because a memory limit was reached, by the last sample; null if not known",
            unit = "processes")
    @Nullable
    Long getOomKills();

    @Attribute(
            value = "Notifications of this MBean that a listener did not get, since it was too slow",
            unit = "notifications")
    long getNotificationsDropped();

    @Operation(
            value = "Asks the shim how the task is, and corrects what was known if that was out of date",
            role = Role.VIEWER)
    TaskData refresh();

    @Operation(value = "Looks what the task uses now; refused when it has ended", role = Role.VIEWER)
    StatsData stats();

    @Operation(
            value = "The processes that were added and not deleted, ordered by id",
            role = Role.VIEWER,
            unit = "processes")
    List<ProcessData> listProcesses();

    @Operation(
            value = "All processes in the container now, asked of the OCI runtime",
            role = Role.VIEWER,
            unit = "processes")
    List<PidData> listPids();

    @Operation(
            value =
                    "Looks for whatever could be wrong with it, also when its shim is dead or hangs; takes five seconds at the most",
            role = Role.VIEWER)
    DiagnosisData diagnose();

    @Operation(value = "Waits for its first process to end, and says how it did", role = Role.VIEWER)
    ExitData waitForExit(
            @Parameter(name = "timeoutMillis", value = "How long to wait at most: 1 to 3600000", unit = "milliseconds")
                    long timeoutMillis);

    @Operation(value = "Starts its first process", role = Role.MANAGER, audit = "startTask")
    void start();

    @Operation(value = "Sends a signal", role = Role.MANAGER, audit = "killTask")
    void kill(
            @Parameter(name = "signal", value = "A name such as TERM or SIGTERM, or a number") String signal,
            @Parameter(name = "all", value = "To every process of the container instead of the first") boolean all);

    @Operation(value = "Freezes all its processes", role = Role.MANAGER, audit = "pauseTask")
    void pause();

    @Operation(value = "Lets frozen processes go on", role = Role.MANAGER, audit = "resumeTask")
    void resume();

    @Operation(value = "Adds a process; it gets an MBean of its own", role = Role.MANAGER, audit = "execTask")
    ProcessData exec(
            @Parameter(name = "execId", value = "The id of the process within the task") String execId,
            @Parameter(name = "args", value = "The program to run, and its arguments") String[] args,
            @Parameter(
                            name = "environment",
                            value =
                                    "In place of the first process' variables, PATH too, each NAME=value, or @ and the absolute path of a file of the host with such lines, for admins only; none to keep those",
                            hostFile = true)
                    String[] environment,
            @Parameter(name = "workingDirectory", value = "An absolute path in the container; empty for /")
                    String workingDirectory,
            @Parameter(name = "uid", value = "The user in the container; 0 for root", unit = "user id") long uid,
            @Parameter(name = "gid", value = "The group in the container; 0 for root", unit = "group id") long gid,
            @Parameter(
                            name = "outputFile",
                            value =
                                    "Absolute path of a file that all output is appended to, for admins only; empty to drop the output",
                            unit = "path",
                            hostFile = true)
                    String outputFile,
            @Parameter(name = "start", value = "Whether to start it at once; else its MBean does") boolean start);

    @Operation(
            value =
                    "Adds a process and starts it, as root in / with the first process' variables, for clients that can send no lists, as JConsole; it gets an MBean of its own",
            role = Role.MANAGER,
            audit = "execTask")
    ProcessData execCommand(
            @Parameter(name = "execId", value = "The id of the process within the task") String execId,
            @Parameter(
                            name = "command",
                            value =
                                    "The program to run, and its arguments, with blanks in between; what has blanks in it stands in quotes: sh -c 'ps; id'")
                    String command,
            @Parameter(
                            name = "outputFile",
                            value =
                                    "Absolute path of a file that all output is appended to, for admins only; empty to drop the output",
                            unit = "path",
                            hostFile = true)
                    String outputFile);

    @Operation(value = "Sets the size of the terminal of its first process", role = Role.MANAGER, audit = "resizeTask")
    void resizePty(
            @Parameter(name = "width", value = "Columns: 1 to 65535", unit = "characters") int width,
            @Parameter(name = "height", value = "Rows: 1 to 65535", unit = "characters") int height);

    @Operation(value = "Lets its first process see the end of its input", role = Role.MANAGER, audit = "closeTaskStdin")
    void closeStdin();

    @Operation(value = "Changes limits of a task that has not ended", role = Role.ADMIN, audit = "updateTask")
    void update(
            @Parameter(
                            name = "memoryLimit",
                            value = "The most memory it may use; 0 to leave it as it is, -1 for no limit",
                            unit = "bytes")
                    long memoryLimit,
            @Parameter(
                            name = "pidsLimit",
                            value = "The most processes it may have; 0 to leave it as it is, -1 for no limit",
                            unit = "processes")
                    long pidsLimit,
            @Parameter(
                            name = "cpuPercent",
                            value =
                                    "The most processor time, 100 for one processor; 0 to leave it as it is, -1 for no limit",
                            unit = "percent")
                    long cpuPercent);

    @Operation(
            value = "Changes any resources that the OCI runtime can change of a task that has not ended",
            role = Role.ADMIN,
            audit = "updateTask")
    void updateResources(
            @Parameter(
                            name = "linuxResourcesJson",
                            value = "As linux.resources of the OCI runtime specification, as JSON")
                    String linuxResourcesJson);

    @Operation(
            value = "Writes its state into a directory, with everything that can be said of that",
            role = Role.ADMIN,
            audit = "checkpointTask")
    void checkpointWith(
            @Parameter(name = "directory", value = "Absolute path of the directory", unit = "path") String directory,
            @Parameter(
                            name = "options",
                            value =
                                    "Each a name alone or name=value: exit, openTcp, externalUnixSockets, terminal, fileLocks, emptyNamespaces, cgroupsMode, workPath")
                    String[] options);

    @Operation(
            value = "Writes its state into a directory, from which a task can be created; needs criu",
            role = Role.ADMIN,
            audit = "checkpointTask")
    void checkpoint(
            @Parameter(name = "directory", value = "Absolute path of the directory", unit = "path") String directory,
            @Parameter(name = "exit", value = "Whether the task ends with that; else it goes on") boolean exit);

    @Operation(
            value = "Removes what is left of it, when it has ended or was never started",
            role = Role.ADMIN,
            audit = "deleteTask")
    ExitData delete();

    @Operation(value = "Removes it, killing what runs", role = Role.ADMIN, audit = "forceDeleteTask")
    ExitData forceDelete();
}
