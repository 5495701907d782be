// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The MBeans of tasks, processes, containers, namespaces and events over HTTP, as each role. */
@ExtendWith(KarafParameter.class)
class JolokiaTypesIT {
    private static final String CONTAINERS = "type=Containers";
    private static final String NAMESPACES = "type=Namespaces";
    private static final String EVENTS = "type=Events";
    private static final String[] NONE = {};

    private final ConsoleKaraf karaf;
    private final String namespace;
    private final String task;
    private final String process;
    private final Api admin;

    JolokiaTypesIT(ConsoleKaraf karaf) throws Exception {
        this.karaf = karaf;
        namespace = karaf.namespace();
        task = "type=Task,namespace=" + namespace + ",id=web";
        process = "type=Process,namespace=" + namespace + ",id=web,exec=more";
        admin = Api.login(karaf, "admin");
    }

    private Jolokia as(String user) {
        return new Jolokia(karaf, user);
    }

    @BeforeEach
    void run() throws Exception {
        admin.run("web", "sleep", "600");
        exec(as("manager"), "more", "");
    }

    private void exec(Jolokia jolokia, String id, String output) throws Exception {
        jolokia.value(task, "exec", execArguments(id, output));
    }

    private static Object[] execArguments(String id, String output) {
        return new Object[] {id, new String[] {"sleep", "600"}, NONE, "", 0, 0, output, true};
    }

    @AfterEach
    void remove() throws Exception {
        admin.removeAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {"viewer", "manager", "admin"})
    void everybodyReadsAllTypes(String user) throws Exception {
        Jolokia jolokia = as(user);

        assertThat(jolokia.read(task).get("State").getAsString()).isEqualTo("RUNNING");
        assertThat(jolokia.read(task).getAsJsonArray("CommandLine").get(0).getAsString())
                .isEqualTo("sleep");
        assertThat(jolokia.read(process).get("State").getAsString()).isEqualTo("RUNNING");
        assertThat(jolokia.read(EVENTS).get("LastSequence").getAsLong()).isPositive();
        assertThat(jolokia.value(task, "stats").getAsJsonObject().get("pids").getAsInt())
                .isEqualTo(2);
        assertThat(jolokia.value(task, "refresh").getAsJsonObject().get("id").getAsString())
                .isEqualTo("web");
        assertThat(jolokia.value(task, "listPids").getAsJsonArray()).hasSize(2);
        assertThat(jolokia.value(task, "listProcesses").getAsJsonArray()).hasSize(1);
        assertThat(jolokia.value(CONTAINERS, "listContainers", namespace, NONE).getAsJsonArray())
                .hasSize(1);
        assertThat(jolokia.value(CONTAINERS, "getContainer", namespace, "web")
                        .getAsJsonObject()
                        .get("id")
                        .getAsString())
                .isEqualTo("web");
        assertThat(jolokia.value(NAMESPACES, "listNamespaces", new Object[] {new String[] {"name==" + namespace}})
                        .getAsJsonArray())
                .hasSize(1);
        assertThat(jolokia.value(EVENTS, "listEvents", 0, 3, new String[] {"namespace==" + namespace})
                        .getAsJsonArray())
                .hasSize(3);
    }

    @Test
    void aViewerChangesNothing() throws Exception {
        Jolokia viewer = as("viewer");

        viewer.assertRefused(task, "start");
        viewer.assertRefused(task, "kill", "KILL", true);
        viewer.assertRefused(task, "pause");
        viewer.assertRefused(task, "resume");
        viewer.assertRefused(task, "exec", execArguments("another", ""));
        viewer.assertRefused(task, "resizePty", 80, 25);
        viewer.assertRefused(task, "closeStdin");
        viewer.assertRefused(process, "start");
        viewer.assertRefused(process, "kill", "KILL");
        viewer.assertRefused(process, "closeStdin");
        viewer.assertRefused(process, "delete");
        assertNoAdmin(viewer);

        assertUnchanged();
    }

    /** What only admins may. */
    private void assertNoAdmin(Jolokia jolokia) throws Exception {
        jolokia.assertRefused(task, "update", 1 << 26, 0, 0);
        jolokia.assertRefused(task, "checkpoint", "/tmp/nothing", false);
        jolokia.assertRefused(task, "delete");
        jolokia.assertRefused(task, "forceDelete");
        jolokia.assertRefused(
                CONTAINERS, "createContainer", namespace, "db", "/srv", new String[] {"true"}, NONE, 0, 0, 0, NONE);
        jolokia.assertRefused(CONTAINERS, "createContainerFromSpec", namespace, "db", "{}", NONE);
        jolokia.assertRefused(CONTAINERS, "updateLabels", namespace, "web", new String[] {"a=b"});
        jolokia.assertRefused(CONTAINERS, "deleteContainer", namespace, "web");
        jolokia.assertRefused(NAMESPACES, "createNamespace", "other", NONE);
        jolokia.assertRefused(NAMESPACES, "updateLabels", namespace, new String[] {"a=b"});
        jolokia.assertRefused(NAMESPACES, "deleteNamespace", namespace);
    }

    private void assertUnchanged() throws Exception {
        Jolokia viewer = as("viewer");
        assertThat(viewer.read(task).get("State").getAsString()).isEqualTo("RUNNING");
        assertThat(viewer.read(process).get("State").getAsString()).isEqualTo("RUNNING");
        assertThat(viewer.value(task, "listProcesses").getAsJsonArray()).hasSize(1);
        assertThat(viewer.value(CONTAINERS, "getContainer", namespace, "web")
                        .getAsJsonObject()
                        .getAsJsonArray("labels"))
                .isEmpty();
        assertThat(viewer.value(CONTAINERS, "listContainers", namespace, NONE).getAsJsonArray())
                .hasSize(1);
    }

    @Test
    void aManagerPausesAndKillsAndNothingElse() throws Exception {
        Jolokia manager = as("manager");

        assertNoAdmin(manager);
        manager.assertRefused(task, "exec", execArguments("another", "/tmp/longshore-nothing"));
        assertUnchanged();

        manager.value(task, "pause");
        assertThat(manager.read(task).get("State").getAsString()).isEqualTo("PAUSED");
        manager.value(task, "resume");
        manager.value(process, "kill", "KILL");
        assertThat(manager.value(process, "waitForExit", 30000)
                        .getAsJsonObject()
                        .get("exitStatus")
                        .getAsInt())
                .isEqualTo(137);
        manager.value(task, "kill", "SIGKILL", false);
        assertThat(manager.value(task, "waitForExit", 30000)
                        .getAsJsonObject()
                        .get("exitStatus")
                        .getAsInt())
                .isEqualTo(137);
    }

    @Test
    void anAdminDoesTheRest() throws Exception {
        Jolokia jolokia = as("admin");
        String other = namespace + "-other";

        jolokia.value(task, "update", 1 << 26, 0, 0);
        assertThat(jolokia.value(task, "stats")
                        .getAsJsonObject()
                        .get("memoryLimit")
                        .getAsLong())
                .isEqualTo(1 << 26);
        jolokia.value(process, "kill", "9");
        jolokia.value(process, "waitForExit", 30000);
        jolokia.value(process, "delete");
        assertThat(jolokia.value(task, "listProcesses").getAsJsonArray()).isEmpty();
        jolokia.value(CONTAINERS, "updateLabels", namespace, "web", new String[] {"tier=front"});
        assertThat(jolokia.value(CONTAINERS, "listContainers", namespace, new String[] {"labels.tier==front"})
                        .getAsJsonArray())
                .hasSize(1);
        jolokia.value(NAMESPACES, "createNamespace", other, NONE);
        jolokia.value(
                CONTAINERS,
                "createContainer",
                other,
                "db",
                karaf.rootfs().toString(),
                new String[] {"true"},
                NONE,
                0,
                0,
                0,
                NONE);
        jolokia.value(CONTAINERS, "deleteContainer", other, "db");
        jolokia.value(NAMESPACES, "deleteNamespace", other);
        jolokia.value(task, "forceDelete");
        jolokia.value(CONTAINERS, "deleteContainer", namespace, "web");

        assertThat(jolokia.value(CONTAINERS, "listContainers", "", NONE).getAsJsonArray())
                .isEmpty();
        assertThat(karaf.auditLines())
                .contains(
                        "user=admin operation=updateTask namespace=" + namespace + " id=web outcome=done",
                        "user=admin operation=forceDeleteTask namespace=" + namespace + " id=web outcome=done");
    }
}
