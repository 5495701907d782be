// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.management.ExitData;
import io.longshore.management.RuntimeMXBean;
import io.longshore.management.TaskData;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.management.JMX;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** R38: every attribute and operation, with real rows, through a real connector. */
@Timeout(60)
@SuppressWarnings("BanJNDI") // the address is that of a server of ours
class RemoteClientTest {
    @TempDir
    private Path directory;

    @Test
    void aClientWithoutOurClassesReadsEveryResultAndEveryError() throws Exception {
        Fixture fixture = new Fixture();
        fixture.publishTwoEvents();

        List<String> lines = runOutside(fixture, "admin");

        String web = "{createdAt=2026-11-24T10:00:00Z, id=web, image=, labels=[], namespace=blue, "
                + "runtime=, updatedAt=2026-11-24T10:00:00Z}";
        String db = web.replace("id=web", "id=db").replace("namespace=blue", "namespace=green");
        String created =
                "{bundle=/run/longshore/test/blue/web, cause=null, createdAt=2026-11-24T10:00:01Z, exitStatus=null,"
                        + " id=web, namespace=blue, pid=4711, reason=, shimKind=v1, shimPid=4710, startedAt=null,"
                        + " state=CREATED}";
        String running = created.replace("startedAt=null", "startedAt=2026-11-24T10:00:02Z")
                .replace("CREATED", "RUNNING");
        String stopped = running.replace("cause=null", "cause=EXITED")
                .replace("exitStatus=null", "exitStatus=137")
                .replace("RUNNING", "STOPPED");
        String killed = "{cause=EXITED, detail=, exitStatus=137, exitedAt=2026-11-24T10:00:03Z}";
        String programs = "[{configured=runc, key=runtime, path=/usr/bin/runc, problem=, version=runc version 1.1.5},"
                + " {configured=containerd-shim, key=shim, path=, problem=containerd-shim is not installed, version=}]";
        assertThat(lines)
                .containsExactly(
                        "createContainer -> " + web,
                        "createContainer -> ! java.lang.IllegalStateException: AlreadyExists: container web in"
                                + " namespace blue exists already",
                        "createContainer -> ! java.lang.IllegalArgumentException: InvalidArgument: the container id"
                                + " '../x' is not valid: use letters and digits, joined by single '.', '_' or '-'",
                        "createContainerFromSpec -> " + db,
                        "createContainerFromSpec -> ! java.lang.IllegalArgumentException: InvalidArgument: the OCI"
                                + " specification is not JSON",
                        "listContainers -> [" + web + ", " + db + "]",
                        "createTask -> " + created,
                        "createTask -> ! java.lang.IllegalStateException: NotFound: there is no container nothing in"
                                + " namespace blue",
                        "startTask -> null",
                        "startTask -> ! java.lang.IllegalStateException: FailedPrecondition: task web in namespace"
                                + " blue was started before",
                        "waitTask -> ! java.lang.IllegalStateException: DeadlineExceeded: task web in namespace blue"
                                + " has not ended within 1 ms",
                        "listTasks -> [" + running + "]",
                        "deleteContainer -> ! java.lang.IllegalStateException: FailedPrecondition: container web in"
                                + " namespace blue has a task; delete the task first",
                        "killTask -> null",
                        "waitTask -> " + killed,
                        "Configuration -> [{key=shim, value=containerd-shim}]",
                        "Missing -> [containerd-shim is not installed]",
                        "Name -> test",
                        "NotificationsDropped -> 0",
                        "Operations -> [{count=3, failures=1, medianMillis=41.5, operation=create, p95Millis=60.0},"
                                + " {count=0, failures=0, medianMillis=null, operation=delete, p95Millis=null}]",
                        "Platform -> {architecture=amd64, cgroups=hybrid, kernel=6.1.0, os=Linux}",
                        "Programs -> " + programs,
                        "Restore -> {durationMillis=120.0, finished=true, lost=0, restored=2, unknown=1}",
                        "TaskCounts -> [{count=0, state=CREATED}, {count=0, state=RUNNING}, {count=0, state=PAUSING},"
                                + " {count=0, state=PAUSED}, {count=1, state=STOPPED}, {count=0, state=UNKNOWN}]",
                        "listTasks -> [" + stopped + "]",
                        "deleteTask -> " + killed,
                        "deleteContainer -> null",
                        "createTask -> "
                                + created.replace("blue", "green")
                                        .replace("id=web", "id=db")
                                        .replace("/web", "/db"),
                        "createTaskFromCheckpoint -> ! java.lang.IllegalStateException: NotFound: there is no"
                                + " container none in namespace green",
                        "createTaskWith -> ! java.lang.IllegalStateException: NotFound: there is no container none in"
                                + " namespace green",
                        "deleteTask -> ! java.lang.IllegalStateException: FailedPrecondition: task db in namespace"
                                + " green runs; kill it first",
                        "forceDeleteTask -> " + killed,
                        "listEvents -> [{attributes=name=blue, containerId=, namespace=blue, sequence=1,"
                                + " time=2026-11-24T10:00:04Z, topic=/namespaces/create}, {attributes=cause=EXITED,"
                                + " container_id=web, detail=, exit_status=137, exited_at=2026-11-24T10:00:03Z, id=web,"
                                + " pid=4711, containerId=web, namespace=blue, sequence=2, time=2026-11-24T10:00:04Z,"
                                + " topic=/tasks/exit}]",
                        "runContainer -> " + running.replace("web", "run"),
                        "runCommand -> " + running.replace("web", "line"),
                        "runCommand -> ! java.lang.IllegalArgumentException: InvalidArgument: command has a quote that is"
                                + " not closed: '",
                        "refreshVersions -> " + programs,
                        "not called -> []");
    }

    @Test
    void aViewerOverRmiReadsButChangesNothing() throws Exception {
        Fixture fixture = new Fixture();
        fixture.operations.createContainer("blue", "web", "/srv/web", new String[] {"/bin/true"});
        fixture.operations.createTask("blue", "web", "");

        List<String> lines = runOutside(fixture, "viewer");

        assertThat(lines)
                .contains(
                        "createContainerFromSpec -> ! java.lang.SecurityException: createContainerFromSpec needs the"
                                + " role admin",
                        "startTask -> ! java.lang.SecurityException: startTask needs the role manager",
                        "Name -> test")
                .anyMatch(line -> line.startsWith("listTasks -> [{bundle="))
                .anyMatch(line -> line.startsWith("waitTask -> ! java.lang.IllegalStateException: DeadlineExceeded"));
        assertThat(fixture.operations.listTasks("")).extracting(TaskData::state).containsExactly("CREATED");
        assertThat(fixture.operations.listContainers("")).hasSize(1);
    }

    @Test
    void aTypedProxyReturnsTheRecords() throws Exception {
        Fixture fixture = new Fixture();
        try (RemoteServer server = new RemoteServer(fixture.operations);
                JMXConnector connector = JMXConnectorFactory.connect(
                        server.address(), Map.of(JMXConnector.CREDENTIALS, new String[] {"admin", ""}))) {
            RuntimeMXBean proxy = JMX.newMXBeanProxy(
                    connector.getMBeanServerConnection(),
                    new ObjectName("io.longshore:type=Runtime,name=test"),
                    RuntimeMXBean.class);

            proxy.createContainer("blue", "web", "/srv/web", new String[] {"/bin/true"});
            proxy.createTask("blue", "web", "");
            ExitData exit = proxy.forceDeleteTask("blue", "web");
            IllegalStateException missing =
                    catchThrowableOfType(IllegalStateException.class, () -> proxy.startTask("blue", "web"));

            assertThat(exit).isEqualTo(new ExitData(137, "EXITED", "2026-11-24T10:00:03Z", ""));
            assertThat(proxy.listContainers("blue"))
                    .singleElement()
                    .satisfies(row -> assertThat(row.id()).isEqualTo("web"));
            assertThat(missing).hasMessage("NotFound: there is no task web in namespace blue");
        }
    }

    private List<String> runOutside(Fixture fixture, String role) throws Exception {
        try (RemoteServer server = new RemoteServer(fixture.operations)) {
            return new OutsideProcess(directory).run(server, role, "runtime");
        }
    }
}
