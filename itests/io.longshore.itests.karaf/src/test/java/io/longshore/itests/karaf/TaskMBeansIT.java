// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import javax.security.auth.Subject;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** The MBeans of tasks in Karaf as Apache makes it, with our KAR in its deploy directory, over RMI, as each role. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class TaskMBeansIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String[] SLEEP = {"sleep", "600"};

    @Inject
    protected BundleContext context;

    private Workplace workplace;
    private String namespace;
    private JmxClient admin;

    @Configuration
    public static Option[] karaf() {
        return Setup.stockKaraf(TaskMBeansIT.class);
    }

    @Before
    public void deploy() throws Exception {
        workplace = Workplace.current();
        namespace = workplace.namespace();
        admin = JmxClient.admin();
        Path kar = Path.of(System.getProperty("karaf.base"), "deploy", "longshore.kar");
        if (!Files.exists(kar)) {
            Path part = Path.of(System.getProperty("karaf.data"), "tmp", "longshore.kar.part");
            try (InputStream in = new URL(Artifacts.kar()).openStream()) {
                Files.copy(in, part);
            }
            Files.move(part, kar);
        }
        new SettledRuntime(context).await(admin);
    }

    @After
    public void nothingIsLeft() throws Exception {
        try (JmxClient client = admin) {
            client.removeAll();
        }
        workplace.assertNothingIsLeft();
    }

    @Test
    public void aTaskComesAndGoesWithItsMBeanAlsoWhenTheBundleWasRestarted() throws Exception {
        ObjectName task = run("web");
        ObjectName process = JmxClient.process(namespace, "web", "sh1");
        admin.callOn(task, "exec", "sh1", SLEEP, new String[0], "", 0L, 0L, "", true);
        Object pid = admin.server().getAttribute(task, "Pid");
        assertThat((Long) pid).isPositive();
        assertThat((String[]) admin.server().getAttribute(task, "CommandLine")).containsExactly(SLEEP);
        assertThat(admin.server().getAttribute(process, "State")).isEqualTo("RUNNING");

        Bundle management = management();
        management.stop();
        assertThat(admin.server().isRegistered(task)).isFalse();
        assertThat(admin.server().isRegistered(process)).isFalse();
        management.start();
        await().atMost(DEADLINE).until(() -> admin.server().isRegistered(process));
        assertThat(admin.server().getAttribute(task, "Pid")).isEqualTo(pid);

        admin.callOn(task, "forceDelete");

        await().atMost(DEADLINE).until(() -> !admin.server().isRegistered(task));
        assertThat(admin.server().isRegistered(process)).isFalse();
    }

    @Test
    public void whatATaskUsesIsThereSoonAfterSomebodyHasLooked() throws Exception {
        ObjectName task = run("web");

        await().atMost(DEADLINE).until(() -> admin.server().getAttribute(task, "MemoryUsage") != null);

        assertThat((Long) admin.server().getAttribute(task, "CpuNanos")).isPositive();
        assertThat((Long) admin.server().getAttribute(task, "Pids")).isPositive();
        admin.callOn(task, "update", 64_000_000L, 0L, 0L);
        CompositeData stats = (CompositeData) admin.callOn(task, "stats");
        assertThat((Long) stats.get("memoryLimit")).isBetween(63_990_000L, 64_000_000L);
        assertThat((CompositeData[]) admin.callOn(task, "listPids")).hasSize(1);
    }

    @Test
    public void anExitIsToldToAViewerWhoListens() throws Exception {
        ObjectName task = run("web");
        BlockingQueue<Notification> heard = new LinkedBlockingQueue<>();
        try (JmxClient viewer = JmxClient.login(Users.VIEWER)) {
            viewer.server()
                    .addNotificationListener(task, (notification, handback) -> heard.add(notification), null, null);

            admin.callOn(task, "kill", "KILL", false);

            Notification exit = Objects.requireNonNull(heard.poll(30, TimeUnit.SECONDS), "no notification");
            assertThat(exit.getType()).isEqualTo("io.longshore.task.exit");
            assertThat(exit.getSource()).isEqualTo(task);
            CompositeData data = (CompositeData) exit.getUserData();
            assertThat(data.get("exitStatus")).isEqualTo(137);
            assertThat(data.get("id")).isEqualTo("web");
            assertThat(viewer.server().getAttribute(task, "ExitStatus")).isEqualTo(137);
        }
    }

    @Test
    public void eachRoleMayDoWhatItMayOverRmi() throws Exception {
        ObjectName task = run("web");
        Map<String, Object[]> managers = Map.of(
                "pause", new Object[0],
                "resume", new Object[0],
                "kill", new Object[] {"15", true},
                "exec", new Object[] {"sh2", SLEEP, new String[0], "", 0L, 0L, "", true},
                "execCommand", new Object[] {"sh3", "sleep 600", ""});
        Map<String, Object[]> admins = Map.of(
                "update", new Object[] {64_000_000L, 0L, 0L},
                "updateResources", new Object[] {"{}"},
                "checkpoint", new Object[] {"/nowhere", false},
                "checkpointWith", new Object[] {"/nowhere", new String[0]},
                "delete", new Object[0],
                "forceDelete", new Object[0]);

        try (JmxClient viewer = JmxClient.login(Users.VIEWER)) {
            assertThat(viewer.server().getAttribute(task, "State")).isEqualTo("RUNNING");
            assertThat(viewer.server().getAttribute(task, "Terminal")).isEqualTo(false);
            viewer.callOn(task, "refresh");
            viewer.callOn(task, "stats");
            viewer.callOn(task, "listPids");
            assertThat(((CompositeData) viewer.callOn(task, "diagnose")).get("verdict"))
                    .isEqualTo("OK");
            viewer.callOn(new ObjectName("io.longshore:type=Containers"), "listContainers", "", new String[0]);
            viewer.callOn(new ObjectName("io.longshore:type=Namespaces"), "listNamespaces", (Object) new String[0]);
            viewer.callOn(new ObjectName("io.longshore:type=Events"), "listEvents", 0L, 1, new String[0]);
            managers.forEach((operation, arguments) -> assertRefused(() -> viewer.callOn(task, operation, arguments)));
            admins.forEach((operation, arguments) -> assertRefused(() -> viewer.callOn(task, operation, arguments)));
            assertRefused(() -> viewer.callOn(
                    new ObjectName("io.longshore:type=Namespaces"), "createNamespace", "green", new String[0]));
        }
        try (JmxClient manager = JmxClient.login(Users.MANAGER)) {
            admins.forEach((operation, arguments) -> assertRefused(() -> manager.callOn(task, operation, arguments)));
            manager.callOn(task, "pause");
            manager.callOn(task, "resume");
            manager.callOn(
                    task,
                    "exec",
                    "sh1",
                    new String[] {"/bin/sleep", "600"},
                    new String[] {"TOKEN=s3cret"},
                    "",
                    0L,
                    0L,
                    "",
                    true);
            ObjectName process = JmxClient.process(namespace, "web", "sh1");
            manager.callOn(process, "kill", "KILL");
            assertThat(((CompositeData) manager.callOn(process, "waitForExit", 30_000L)).get("exitStatus"))
                    .isEqualTo(137);
            manager.callOn(process, "delete");
            assertThat(manager.server().isRegistered(process)).isFalse();
        }
        assertThat(admin.server().getAttribute(task, "State")).isEqualTo("RUNNING");

        String log = Files.readString(Path.of(logFile()));
        assertThat(log)
                .contains("user=manager operation=execTask namespace=" + namespace + " id=web outcome=done")
                .contains("user=manager operation=killProcess namespace=" + namespace + " id=web/sh1 outcome=done")
                .contains("user=admin operation=runContainer namespace=" + namespace + " id=web outcome=done")
                .doesNotContain("s3cret");
    }

    /** Karaf's guard asks nobody for a role who does that; ours asks for an admin's, and the MBean refuses that one, too. */
    @Test
    public void nobodyTakesAnMBeanAwayOverRmi() throws Exception {
        ObjectName task = run("web");
        try (JmxClient viewer = JmxClient.login(Users.VIEWER)) {
            for (ObjectName name : List.of(task, new ObjectName("io.longshore:type=Runtime,name=root"))) {
                assertThatThrownBy(() -> viewer.server().unregisterMBean(name)).isInstanceOf(SecurityException.class);
                assertThatThrownBy(() -> admin.server().unregisterMBean(name))
                        .isInstanceOf(RuntimeMBeanException.class)
                        .cause()
                        .isInstanceOf(SecurityException.class);
                assertThat(viewer.server().isRegistered(name)).isTrue();
            }
        }

        assertThat(Files.readString(Path.of(logFile())))
                .contains("user=viewer operation=unregisterMBean namespace= id=\"" + task + "\" outcome=denied")
                .contains("user=admin operation=unregisterMBean namespace=" + namespace + " id=web outcome=denied")
                .contains("user=admin operation=unregisterMBean namespace= id=Runtime outcome=denied");
    }

    @Test
    @SuppressWarnings("removal") // as HTTP agents do on Java 17
    public void aRefusalIsInTheAuditLogUnlessItIsKarafsOwnWhichTellsOfItItself() throws Exception {
        ObjectName task = run("web");
        String denied = "user=viewer operation=pauseTask namespace=" + namespace + " id=web outcome=denied";
        long before = linesWith(denied);
        try (JmxInvocations events = new JmxInvocations(context);
                JmxClient viewer = JmxClient.login(Users.VIEWER)) {
            assertRefused(() -> viewer.callOn(task, "pause"));

            assertThat(events.next("pause")).contains("SecurityException");
            assertThat(linesWith(denied)).isEqualTo(before);
        }

        assertThatThrownBy(() -> Subject.doAs(Users.login(Users.VIEWER), (PrivilegedExceptionAction<Object>) () ->
                        ManagementFactory.getPlatformMBeanServer().invoke(task, "pause", new Object[0], new String[0])))
                .hasRootCauseInstanceOf(SecurityException.class);
        assertThat(linesWith(denied)).isEqualTo(before + 1);
        assertThat(admin.server().getAttribute(task, "State")).isEqualTo("RUNNING");
    }

    private static long linesWith(String text) throws IOException {
        return Files.readString(Path.of(logFile()))
                .lines()
                .filter(line -> line.contains(text))
                .count();
    }

    @Test
    public void aShimThatHangsIsDiagnosedByAViewer() throws Exception {
        ObjectName task = run("web");
        String shim = admin.server().getAttribute(task, "ShimPid").toString();
        signal("STOP", shim);
        try (JmxClient viewer = JmxClient.login(Users.VIEWER)) {
            CompositeData diagnosis = (CompositeData) viewer.callOn(task, "diagnose");

            assertThat(diagnosis.get("verdict")).isEqualTo("PROBLEM");
            assertThat((CompositeData[]) diagnosis.get("findings"))
                    .filteredOn(finding -> finding.get("verdict").equals("PROBLEM"))
                    .extracting(finding -> finding.get("name"))
                    .contains("shim");
            assertThat((String) diagnosis.get("advice")).isNotEmpty();
        } finally {
            signal("CONT", shim);
        }
    }

    private static void signal(String name, String pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor())
                .isZero();
    }

    /** Karaf's own: whoever takes events, such as its audit feature, has the arguments. */
    @Test
    public void aSecretInAFileIsInNoEventOfKarafsAndOneInAnArgumentIs() throws Exception {
        Path secrets = Files.createFile(
                workplace.output("secrets"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secrets, "FROM_FILE=kept-secret\n");
        Path output = workplace.output("env");
        String[] print = {"sh", "-c", "echo $FROM_FILE $ARGUMENT; sleep 600"};
        try (JmxInvocations events = new JmxInvocations(context)) {
            admin.call(
                    "runContainer",
                    namespace,
                    "web",
                    workplace.rootfs().toString(),
                    print,
                    new String[] {"@" + secrets, "ARGUMENT=told-to-all"},
                    0L,
                    0L,
                    0L,
                    output.toString());

            assertThat(events.next("runContainer")).contains("told-to-all").doesNotContain("kept-secret");
        }
        await().atMost(DEADLINE).until(() -> Files.readString(output).equals("kept-secret told-to-all\n"));
        assertThat(Files.readString(Path.of(logFile()))).doesNotContain("kept-secret");
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(SecurityException.class);
    }

    private static String logFile() {
        return System.getProperty(Setup.LOG_PROPERTY);
    }

    /** Measures both ways to register five hundred MBeans; the decision is in the bundle's README. */
    @Test
    public void registeringThroughServicesIsComparedWithTheServerItself() throws Exception {
        System.out.println(RegistrationCost.measure(context, 500));

        run("web");
        // what it costs is by the number of services that the whiteboard has to look at, and ours must be none
        assertThat(List.of(
                        management().getRegisteredServices() == null
                                ? new ServiceReference<?>[0]
                                : management().getRegisteredServices()))
                .flatExtracting(service -> List.of((String[]) service.getProperty(Constants.OBJECTCLASS)))
                .doesNotContain("javax.management.DynamicMBean");
        assertThat(admin.server().queryNames(new ObjectName("io.longshore:*"), null))
                .hasSize(5);
    }

    private Bundle management() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().equals("io.longshore.management"))
                .findFirst()
                .orElseThrow();
    }

    private ObjectName run(String id) throws Exception {
        admin.call("runContainer", namespace, id, workplace.rootfs().toString(), SLEEP, new String[0], 0L, 0L, 0L, "");
        return JmxClient.task(namespace, id);
    }
}
