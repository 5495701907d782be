// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.Namespace;
import io.longshore.api.events.NamespaceEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** R38: every attribute and operation of the other MBeans, with real rows, through a real connector. */
@Timeout(60)
class RemoteTasksAndStoresTest {
    @TempDir
    private Path directory;

    @Test
    void everyAttributeAndOperationOfTheStoresAnswersAClientWithoutOurClasses() throws Exception {
        try (Managed managed = new Managed();
                RemoteServer server = new RemoteServer(managed.server)) {
            managed.events.publish(new NamespaceEvent.Created(new Namespace("blue"), new TreeMap<>()));

            List<String> lines = new OutsideProcess(directory).run(server, "admin", "stores");

            String web = "{createdAt=2026-11-24T10:00:00Z, id=web, image=, labels=[app=web], namespace=blue, "
                    + "runtime=, updatedAt=2026-11-24T10:00:00Z}";
            String own = web.replace("id=web", "id=own").replace("[app=web]", "[]");
            String v2 = own.replace("id=own", "id=v2").replace("runtime=,", "runtime=io.containerd.runc.v2,");
            String event =
                    "{attributes=name=blue, containerId=, namespace=blue, sequence=1, time=2026-11-24T10:00:04Z, "
                            + "topic=/namespaces/create}";
            assertThat(lines)
                    .containsExactly(
                            "createContainer -> " + web,
                            "createContainerFromSpec -> " + own,
                            "createContainerWith -> " + v2,
                            "updateFields -> " + v2.replace("image=", "image=busybox"),
                            "deleteContainer -> null",
                            "getContainer -> " + web,
                            "updateLabels -> " + web.replace("app=web", "tier=1"),
                            "deleteContainer -> null",
                            "listContainers -> [" + own + "]",
                            "listContainers -> [" + own + "]",
                            "not called -> []",
                            "createNamespace -> {labels=[app=web], name=green}",
                            "createNamespace -> ! java.lang.IllegalStateException: AlreadyExists: namespace green"
                                    + " exists already",
                            "updateLabels -> {labels=[tier=1], name=green}",
                            "listNamespaces -> [{labels=[], name=blue}, {labels=[tier=1], name=green}]",
                            "replaceLabels -> {labels=[app=web], name=green}",
                            "getNamespace -> {labels=[app=web], name=green}",
                            "deleteNamespace -> null",
                            "not called -> []",
                            "FirstSequence -> 1",
                            "LastSequence -> 1",
                            "listEvents -> [" + event + "]",
                            "listEvents -> ! java.lang.IllegalArgumentException: InvalidArgument: limit is 0, and must"
                                    + " be from 1 to 10000",
                            "not called -> []");
        }
    }

    @Test
    void everyAttributeAndOperationOfTasksAndProcessesAnswersAClientWithoutOurClasses() throws Exception {
        try (Managed managed = new Managed("web");
                RemoteServer server = new RemoteServer(managed.server)) {
            List<String> lines = new OutsideProcess(directory).run(server, "admin", "tasks");

            assertThat(lines)
                    .contains(
                            "Namespace -> blue",
                            "Id -> web",
                            "ExecId -> sh1",
                            "State -> RUNNING",
                            "Pid -> 4711",
                            "CommandLine -> []",
                            "CreatedAt -> 2026-11-24T10:00:01Z",
                            "StartedAt -> 2026-11-24T10:00:02Z",
                            "ExitedAt -> null",
                            "ExitStatus -> null",
                            "ExitCause -> null",
                            "ExitDetail -> null",
                            "Bundle -> /run/longshore/test/blue/web",
                            "ShimKind -> v1",
                            "ShimPid -> 4710",
                            "Output -> /var/log/web.log",
                            "Terminal -> false",
                            "Reason -> ",
                            "StatsAt -> 2026-11-24T10:00:02Z",
                            "MemoryUsage -> 1000",
                            "MemoryLimit -> null",
                            "MemoryMaxUsage -> 2000",
                            "CpuNanos -> 3",
                            "CpuUserNanos -> 2",
                            "CpuSystemNanos -> 1",
                            "CpuThrottledNanos -> 0",
                            "Pids -> 4",
                            "PidsLimit -> 64",
                            "BlockReadBytes -> null",
                            "BlockWriteBytes -> 5",
                            "OomKills -> 0",
                            "NotificationsDropped -> 0",
                            "listPids -> [{execId=null, pid=4711}, {execId=sh1, pid=4712}]",
                            "waitForExit -> ! java.lang.IllegalStateException: DeadlineExceeded: task web in namespace"
                                    + " blue has not ended within 1 ms",
                            "kill -> null",
                            "kill -> ! java.lang.IllegalArgumentException: InvalidArgument: there is no such signal;"
                                    + " use a name such as TERM or SIGTERM, or a number",
                            "exec -> {cause=null, execId=sh1, exitStatus=null, exitedAt=null, pid=4712, state=RUNNING}",
                            "listProcesses -> [{cause=null, execId=sh1, exitStatus=null, exitedAt=null, pid=4712,"
                                    + " state=RUNNING}]",
                            "update -> ! java.lang.IllegalArgumentException: InvalidArgument: at least one limit must"
                                    + " be given; 0 leaves one as it is",
                            "checkpoint -> ! java.lang.IllegalArgumentException: InvalidArgument: directory must be an"
                                    + " absolute path",
                            "checkpointWith -> null",
                            "updateResources -> null",
                            "diagnose -> {advice=restart it, at=2026-11-24T10:00:03Z, findings=[{name=shim, text=it is"
                                    + " gone, verdict=PROBLEM}], verdict=PROBLEM}",
                            // of the process, when it was killed
                            "ExitStatus -> 137",
                            "ExitCause -> EXITED",
                            "delete -> {cause=EXITED, detail=, exitStatus=137, exitedAt=2026-11-24T10:00:03Z}")
                    .containsSubsequence("not called -> []", "not called -> []")
                    .noneMatch(line -> line.contains("Internal"));
            assertThat(managed.runtime.tasks.get(0).calls)
                    .contains(
                            "kill[SIGTERM, true]",
                            "resizePty[80, 24]",
                            "update[{\"memory\":{\"limit\":1},\"cpu\":{\"quota\":50000,\"period\":100000}}]",
                            "process kill[SIGKILL]",
                            "process delete[]");
        }
    }
}
