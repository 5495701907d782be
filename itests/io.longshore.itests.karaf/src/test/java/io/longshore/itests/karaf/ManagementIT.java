// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.OciSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
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

/** The MBean through its remote connector, with users and open types. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ManagementIT {
    private static final String[] SLEEP = {"sleep", "600"};

    private Workplace workplace;
    private String namespace;
    private String rootfs;
    private JmxClient admin;

    @Configuration
    public static Option[] karaf() {
        return Setup.distribution(ManagementIT.class);
    }

    @Before
    public void login() throws Exception {
        workplace = Workplace.current();
        namespace = workplace.namespace();
        rootfs = workplace.rootfs().toString();
        admin = JmxClient.admin();
        await("MBean").atMost(Duration.ofSeconds(30)).until(admin::finds);
    }

    @After
    public void nothingIsLeft() throws Exception {
        try (JmxClient client = admin) {
            client.removeAll();
        }
        workplace.assertNothingIsLeft();
    }

    // R38
    @Test
    public void everyAttributeAndOperationWorksForAnAdmin() throws Exception {
        Path output = workplace.output("jmx");
        long before = lastSequence();

        CompositeData container = admin.row(
                "createContainer", namespace, "web", rootfs, new String[] {"sh", "-c", "echo out; sleep 600"});
        CompositeData created = admin.row("createTask", namespace, "web", output.toString());
        admin.call("startTask", namespace, "web");
        CompositeData[] running = admin.rows("listTasks", namespace);
        Object counts = admin.get("TaskCounts");

        assertThat(container.get("id")).isEqualTo("web");
        assertThat(admin.rows("listContainers", namespace)).containsExactly(container);
        assertThat(created.get("state")).isEqualTo("CREATED");
        assertThat(created.get("startedAt")).isNull();
        assertThat(running).hasSize(1);
        assertRunning(running[0], created);
        assertThat(count((CompositeData[]) counts, "RUNNING")).isEqualTo(1);
        assertThat(admin.get("Name")).isEqualTo("root");

        assertFails(() -> admin.call("waitTask", namespace, "web", 1L), "DeadlineExceeded: ");
        admin.call("killTask", namespace, "web", "SIGKILL");
        CompositeData exit = admin.row("waitTask", namespace, "web", 30_000L);
        CompositeData stopped = admin.rows("listTasks", "")[0];
        CompositeData deleted = admin.row("deleteTask", namespace, "web");

        assertThat(exit.get("exitStatus")).isEqualTo(137);
        assertThat(exit.get("cause")).isEqualTo("EXITED");
        assertThat(Instant.parse((String) exit.get("exitedAt"))).isBeforeOrEqualTo(Instant.now());
        assertThat(stopped.get("state")).isEqualTo("STOPPED");
        assertThat(stopped.get("exitStatus")).isEqualTo(137);
        assertThat(deleted).isEqualTo(exit);
        assertThat(Files.readString(output)).isEqualTo("out\n");
        assertThat(admin.rows("listTasks", namespace)).isEmpty();

        admin.call("createTask", namespace, "web", "");
        admin.call("startTask", namespace, "web");
        assertThat(admin.row("forceDeleteTask", namespace, "web").get("exitStatus"))
                .isEqualTo(137);
        admin.call("deleteContainer", namespace, "web");
        assertThat(admin.rows("listContainers", namespace)).isEmpty();

        assertThat(admin.row("createContainerFromSpec", namespace, "own", spec("own"))
                        .get("id"))
                .isEqualTo("own");
        admin.call("createTask", namespace, "own", "");
        assertThat(admin.row("deleteTask", namespace, "own").get("exitStatus")).isNotEqualTo(0);
        String[] bind = {"bind " + rootfs + " rbind"};
        admin.call("createTaskWith", namespace, "own", "", bind, new String[] {"noNewKeyring"}, "");
        admin.call("deleteTask", namespace, "own");
        String nowhere = output.resolveSibling("no-checkpoint").toString();
        admin.call("createTaskFromCheckpoint", namespace, "own", nowhere, "");
        // it is read at the start, and is not there
        assertFails(() -> admin.call("startTask", namespace, "own"), "Unknown: ");
        admin.call("forceDeleteTask", namespace, "own");

        CompositeData[] events = admin.rows("listEvents", before, 100);
        assertThat(events)
                .filteredOn(event -> event.get("containerId").equals("web"))
                .extracting(event -> event.get("topic"))
                .startsWith("/containers/create", "/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
        assertThat(events[0].get("namespace")).isEqualTo(namespace);
        assertThat((Long) events[0].get("sequence")).isEqualTo(before + 1);

        for (String attribute :
                List.of("Configuration", "Platform", "Missing", "Operations", "Restore", "NotificationsDropped")) {
            assertThat(admin.get(attribute)).as(attribute).isNotNull();
        }
        CompositeData[] programs = admin.rows("refreshVersions");
        assertThat(programs[0].get("version")).asString().startsWith("runc version ");
        assertThat(programs[1].get("key")).isEqualTo("shim");
        assertThat(programs[2].get("path")).asString().endsWith("/containerd-shim-runc-v2");
        assertThat(programs[2].get("version")).asString().isNotEmpty();
        assertThat((CompositeData[]) admin.get("Programs")).isEqualTo(programs);
        CompositeData run = admin.row(
                "runContainer", namespace, "run", rootfs, SLEEP, new String[] {"A=b"}, 64_000_000L, 20L, 50L, "");
        assertThat(run.get("state")).isEqualTo("RUNNING");
        admin.call("forceDeleteTask", namespace, "run");
        String line = workplace.output("line").toString();
        admin.call("runCommand", namespace, "line", rootfs, "sh -c 'echo \"$A\"'", "'A=b c'", 0L, 0L, 0L, line);
        admin.call("waitTask", namespace, "line", 30_000L);
        assertThat(Files.readString(Path.of(line))).isEqualTo("b c\n");

        assertThat(admin.used()).isEqualTo(all(admin.describe()));
    }

    private static Set<String> all(MBeanInfo info) {
        return Stream.<MBeanFeatureInfo>concat(Arrays.stream(info.getAttributes()), Arrays.stream(info.getOperations()))
                .map(MBeanFeatureInfo::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void assertRunning(CompositeData running, CompositeData created) {
        assertThat(running.get("state")).isEqualTo("RUNNING");
        assertThat((Long) running.get("pid")).isPositive().isEqualTo(created.get("pid"));
        assertThat((Long) running.get("shimPid")).isPositive().isEqualTo(created.get("shimPid"));
        assertThat(running.get("shimKind")).isEqualTo("v2");
        assertThat(running.get("exitStatus")).isNull();
        assertThat(running.get("cause")).isNull();
        assertThat(Instant.parse((String) running.get("startedAt"))).isBeforeOrEqualTo(Instant.now());
        assertThat((String) running.get("bundle")).startsWith(workplace.state().toString());
    }

    private static Object count(CompositeData[] counts, String state) {
        return Arrays.stream(counts)
                .filter(row -> row.get("state").equals(state))
                .map(row -> row.get("count"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void aViewerSeesEverythingAndChangesNothing() throws Exception {
        long pid = startSleeper("watched");

        try (JmxClient viewer = JmxClient.login(Users.VIEWER)) {
            assertThat(viewer.get("Name")).isEqualTo("root");
            assertThat(count((CompositeData[]) viewer.get("TaskCounts"), "RUNNING"))
                    .isEqualTo(1);
            assertThat(viewer.rows("listContainers", "")).hasSize(1);
            assertThat(viewer.rows("listTasks", "")[0].get("pid")).isEqualTo(pid);
            assertThat(viewer.rows("listEvents", 0L, 1)).hasSize(1);
            assertFails(() -> viewer.call("waitTask", namespace, "watched", 1L), "DeadlineExceeded: ");

            changes("watched")
                    .forEach((operation, arguments) -> assertThatThrownBy(() -> viewer.call(operation, arguments))
                            .as(operation)
                            .isInstanceOf(SecurityException.class));
        }

        assertThat(admin.rows("listContainers", "")).hasSize(1);
        assertThat(admin.rows("listTasks", "")[0].get("pid")).isEqualTo(pid);
        assertThat(admin.rows("listTasks", "")[0].get("state")).isEqualTo("RUNNING");
    }

    @Test
    public void aManagerStartsAndKillsButNeitherCreatesNorDeletes() throws Exception {
        admin.call("createContainer", namespace, "managed", rootfs, SLEEP);
        admin.call("createTask", namespace, "managed", "");

        try (JmxClient manager = JmxClient.login(Users.MANAGER)) {
            manager.call("startTask", namespace, "managed");
            manager.call("killTask", namespace, "managed", "KILL");
            assertThat(manager.row("waitTask", namespace, "managed", 30_000L).get("exitStatus"))
                    .isEqualTo(137);

            for (String operation : List.of(
                    "runContainer",
                    "runCommand",
                    "createContainer",
                    "createContainerFromSpec",
                    "deleteContainer",
                    "createTask",
                    "deleteTask",
                    "forceDeleteTask")) {
                assertThatThrownBy(
                                () -> manager.call(operation, changes("managed").get(operation)))
                        .as(operation)
                        .isInstanceOf(SecurityException.class);
            }
        }
    }

    @Test
    public void whoDoesNotKnowThePasswordDoesNotGetIn() {
        assertThatThrownBy(() -> JmxClient.login(Users.ADMIN, "guess")).isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> JmxClient.login("nobody")).isInstanceOf(SecurityException.class);
    }

    @Test
    public void badIdsAreRefusedWithAClearMessageAndNothingIsCreated() throws Exception {
        long before = lastSequence();

        Map<String, String> messages = Map.of(
                "../x",
                "' is not valid: use letters and digits, joined by single '.', '_' or '-'",
                "",
                " must not be empty",
                "x".repeat(77),
                " has 77 characters, at most 76 are allowed",
                "smørbrød",
                "' is not valid: use letters and digits, joined by single '.', '_' or '-'");
        messages.forEach((id, message) -> {
            changes(id).forEach((operation, arguments) -> assertInvalid(operation, arguments, message));
            assertInvalid("waitTask", new Object[] {namespace, id, 1L}, message);
            Object[] otherNamespace = {id, "web", rootfs, SLEEP};
            assertInvalid("createContainer", otherNamespace, message);
        });

        assertThat(admin.rows("listContainers", "")).isEmpty();
        assertThat(admin.rows("listTasks", "")).isEmpty();
        assertThat(lastSequence()).isEqualTo(before);
        workplace.assertNothingIsLeft();
    }

    private void assertInvalid(String operation, Object[] arguments, String message) {
        assertThatThrownBy(() -> admin.call(operation, arguments))
                .as(operation)
                .isInstanceOf(RuntimeMBeanException.class)
                .cause()
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("InvalidArgument: the ")
                .hasMessageEndingWith(message);
    }

    @Test
    public void otherErrorsAreOfTheirKind() throws Exception {
        startSleeper("busy");

        assertFails(() -> admin.call("startTask", namespace, "none"), "NotFound: ");
        assertFails(() -> admin.call("createTask", namespace, "none", ""), "NotFound: ");
        assertFails(() -> admin.call("createContainer", namespace, "busy", rootfs, SLEEP), "AlreadyExists: ");
        assertFails(() -> admin.call("createTask", namespace, "busy", ""), "AlreadyExists: ");
        assertFails(() -> admin.call("deleteTask", namespace, "busy"), "FailedPrecondition: ");
        assertFails(() -> admin.call("deleteContainer", namespace, "busy"), "FailedPrecondition: ");
        assertFails(() -> admin.call("killTask", namespace, "busy", "SIGNONE"), "InvalidArgument: ");
        assertFails(() -> admin.call("createContainerFromSpec", namespace, "bad", "no JSON"), "InvalidArgument: ");
        assertFails(() -> admin.call("createContainer", namespace, "bad", "relative", SLEEP), "InvalidArgument: ");
        assertFails(() -> admin.call("listEvents", -1L, 10), "InvalidArgument: ");
    }

    /** The errors but those of roles arrive without any class of ours. */
    private static void assertFails(ThrowingCallable call, String start) {
        assertThatThrownBy(call)
                .isInstanceOf(RuntimeMBeanException.class)
                .cause()
                .isExactlyInstanceOf(
                        start.startsWith("InvalidArgument")
                                ? IllegalArgumentException.class
                                : IllegalStateException.class)
                .hasMessageStartingWith(start)
                .hasNoCause();
    }

    /** Arguments for every operation that changes something. */
    private Map<String, Object[]> changes(String id) {
        return Map.of(
                "runContainer", new Object[] {namespace, id, rootfs, SLEEP, new String[0], 0L, 0L, 0L, ""},
                "runCommand", new Object[] {namespace, id, rootfs, "sleep 600", "", 0L, 0L, 0L, ""},
                "createContainer", new Object[] {namespace, id, rootfs, SLEEP},
                "createContainerFromSpec", new Object[] {namespace, id, spec("any")},
                "deleteContainer", new Object[] {namespace, id},
                "createTask", new Object[] {namespace, id, ""},
                "startTask", new Object[] {namespace, id},
                "killTask", new Object[] {namespace, id, "KILL"},
                "deleteTask", new Object[] {namespace, id},
                "forceDeleteTask", new Object[] {namespace, id});
    }

    private long startSleeper(String id) throws Exception {
        admin.call("createContainer", namespace, id, rootfs, SLEEP);
        CompositeData task = admin.row("createTask", namespace, id, "");
        admin.call("startTask", namespace, id);
        return (Long) task.get("pid");
    }

    private String spec(String id) {
        return OciSpec.builder(new Namespace(namespace), new ContainerId(id))
                .rootfs(workplace.rootfs())
                .args(SLEEP)
                .build()
                .toJson();
    }

    private long lastSequence() throws Exception {
        CompositeData[] events = admin.rows("listEvents", 0L, 10_000);
        return events.length == 0 ? 0 : (Long) events[events.length - 1].get("sequence");
    }
}
