// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;

/** The commands that need a terminal, in Karaf's console over its ssh, with a real client. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SshIT {
    private static final String CTRL_C = "\u0003";
    private static final String DETACH = "\u0010\u0011";

    @Inject
    protected BundleContext context;

    @Inject
    protected SessionFactory sessions;

    private Longshore longshore;
    private String in;
    private int alreadyLogged;

    @Configuration
    public static Option[] karaf() {
        return Setup.distributionWithSsh(SshIT.class);
    }

    @Before
    public void open() throws IOException {
        longshore = new Longshore(context);
        longshore.runtime();
        alreadyLogged = Files.readString(Path.of(System.getProperty(Setup.LOG_PROPERTY)))
                .length();
        in = " -n " + longshore.namespace() + " ";
        await().atMost(Duration.ofSeconds(30))
                .until(() -> sessions.getRegistry().getCommand("task", "exec") != null);
    }

    @After
    public void nothingIsLeft() {
        longshore.cleanUp();
    }

    @Test
    public void execHasARealTerminal() throws Exception {
        Task task = longshore.startSleeper("web");

        try (SshConsole console = SshConsole.login(Users.ADMIN).withWindow(80, 24)) {
            console.type("status = (task:exec -it" + in + "web sh)\r");
            console.awaitText("/ # ");
            console.type("stty size; echo $TERM\r");
            console.awaitText("24 80\r\nxterm");

            console.resize(100, 40);
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> {
                        console.type("stty size\r");
                        console.awaitText("/ # ");
                        assertThat(console.screen()).contains("40 100");
                    });

            console.type("sleep 600\r");
            await().atMost(Duration.ofSeconds(30)).until(() -> task.pids().size() == 3);
            console.type(CTRL_C);
            console.awaitText("/ # ");
            console.type("echo still$((40+2))\r");
            console.awaitText("still42");

            console.type("exit 7\r");
            console.awaitPrompt();
            console.type("echo status=$status\r");
            console.awaitText("status=7");
        }

        assertThat(task.processes()).isEmpty();
        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    public void ctrlCEndsAnExecWithoutATerminalAndNotTheSession() throws Exception {
        Task task = longshore.startSleeper("web");

        try (SshConsole console = SshConsole.login(Users.ADMIN).withWindow(80, 24)) {
            console.type("task:exec" + in + "web sleep 600\r");
            await().atMost(Duration.ofSeconds(30)).until(() -> task.pids().size() == 2);
            console.type(CTRL_C);
            console.awaitPrompt();
            await().atMost(Duration.ofSeconds(30)).until(() -> task.processes().isEmpty());
            console.type("task:exec" + in + "web cat /proc/1/comm\r");
            console.awaitText("sleep\r\n");
        }

        assertThat(task.pids()).hasSize(1);
    }

    @Test
    public void whoeverHangsUpEndsWhatRuns() throws Exception {
        Task task = longshore.startSleeper("web");

        try (SshConsole console = SshConsole.login(Users.ADMIN).withWindow(80, 24)) {
            console.type("task:exec -it" + in + "web sh\r");
            console.awaitText("/ # ");
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> task.processes().isEmpty());
    }

    @Test
    public void attachComesAndGoes() throws Exception {
        String rootfs = Workplace.current().rootfs().toString();
        try (SshConsole console = SshConsole.login(Users.ADMIN).withWindow(90, 30)) {
            console.type("task:run -d -it" + in + "--rootfs " + rootfs + " web sh\r");
            console.awaitPrompt();
            Task task = longshore.task("web");

            console.type("task:attach" + in + "web\r");
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> {
                        console.type("stty size\r");
                        console.awaitText("# ");
                        assertThat(console.screen()).contains("30 90");
                    });
            console.type(DETACH);
            console.awaitPrompt();
            assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);

            console.type("task:attach" + in + "web\r");
            console.type("echo a$((1+1))b\r");
            console.awaitText("a2b");
            console.type("exit 5\r");
            console.awaitText("exit status 5");
            console.awaitPrompt();
            assertThat(task.info().state()).isEqualTo(TaskState.STOPPED);
        }
    }

    @Test
    public void runWithATerminalSeesTheWindowAtOnce() throws Exception {
        String rootfs = Workplace.current().rootfs().toString();
        try (SshConsole console = SshConsole.login(Users.ADMIN).withWindow(97, 31)) {
            console.type("task:run --rm -it" + in + "--rootfs " + rootfs + " once sh -c \"stty size\"\r");
            console.awaitText("31 97");
            console.awaitText("exit status 0");
            console.awaitPrompt();
        }
    }

    @Test
    public void statsAreRedrawnUntilQOrCtrlC() throws Exception {
        longshore.startSleeper("web");

        try (SshConsole console = SshConsole.login(Users.VIEWER).withWindow(120, 30)) {
            for (String end : new String[] {"q", CTRL_C}) {
                console.type("task:stats --follow" + in + "\r");
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> console.raw().matches("(?s).*\u001b\\[[0-9]+A\u001b\\[J.*web.*"));
                console.type(end);
                console.awaitPrompt();
            }
            console.type("task:top\r");
            console.awaitText("1 tasks; q ends");
            console.type("q");
            console.awaitPrompt();
        }
    }

    @Test
    public void eventsAreFollowedUntilCtrlC() throws Exception {
        try (SshConsole console = SshConsole.login(Users.VIEWER).withWindow(200, 30)) {
            console.type("event:follow --filter topic==/tasks/start\r");
            console.awaitText("topic==/tasks/start");
            longshore.startSleeper("web");
            console.awaitText("container_id=web");
            console.type(CTRL_C);
            console.awaitPrompt();
        }
    }

    @Test
    public void sshWithACommandPassesInputOutputAndStatus() throws Exception {
        longshore.startSleeper("web");

        try (SshConsole console = SshConsole.login(Users.MANAGER)) {
            SshConsole.Result result =
                    console.run("task:exec -i" + in + "web sh -c \"cat; echo oops >&2; exit 7\"", "hello\n");
            assertThat(result.status()).isEqualTo(7);
            assertThat(result.output().lines()).containsExactlyInAnyOrder("hello", "oops");
        }
        // Karaf closes the session after the command
        try (SshConsole console = SshConsole.login(Users.MANAGER)) {
            SshConsole.Result refused = console.run("task:exec -it" + in + "web sh", "");
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.output() + refused.errors()).contains("this session has no terminal");
        }
    }

    @Test
    public void aViewerCannotRunOrSeeExec() throws Exception {
        longshore.startSleeper("web");

        for (String command : new String[] {"task:exec", "task:attach", "task:pause", "task:delete"}) {
            SshConsole.Result result = asViewer(command + in + "web true");
            assertThat(result.status()).as(command).isEqualTo(1);
            assertThat(result.output() + result.errors()).as(command).contains("Command not found");
        }
        assertThat(asViewer("task:ps --no-format" + in + "web").output()).contains("busybox");
    }

    /** An environment is where secrets are. */
    @Test
    public void onlyAnAdminSeesTheSpecificationOfAContainer() throws Exception {
        String rootfs = Workplace.current().rootfs().toString();
        as(Users.ADMIN, "container:create" + in + "-e TOKEN=s3cret --rootfs " + rootfs + " web true");

        for (String user : new String[] {Users.VIEWER, Users.MANAGER}) {
            for (String command : new String[] {"container:spec", "container:info --spec", "container:info"}) {
                SshConsole.Result result = as(user, command + in + "web");
                assertThat(result.output() + result.errors())
                        .as("%s of a %s", command, user)
                        .isNotEmpty()
                        .doesNotContain("s3cret");
            }
            SshConsole.Result refused = as(user, "container:spec" + in + "web");
            assertThat(refused.output() + refused.errors()).contains("Command not found");
        }
        assertThat(as(Users.ADMIN, "container:spec" + in + "web").output()).contains("TOKEN=s3cret");
    }

    @Test
    public void eachChangeIsALineOfTheAuditLogAndNoSecretIsInIt() throws Exception {
        Task task = longshore.startSleeper("web");

        as(Users.MANAGER, "task:exec" + in + "-e TOKEN=s3cret web sh -c 'echo an-argument; exit 7'");
        as(Users.MANAGER, "task:pause" + in + "web");
        as(Users.MANAGER, "task:resume" + in + "web");
        as(Users.VIEWER, "task:list" + in);
        as(Users.MANAGER, "task:kill" + in + "none");
        as(Users.ADMIN, "task:delete" + in + "-f web");
        try (SshConsole console = SshConsole.login(Users.ADMIN).withWindow(120, 30)) {
            console.type("container:delete" + in + "web\r");
            console.awaitPrompt();
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            longshore.containers().list(longshore.namespace()).isEmpty());
        }

        assertThat(task.exit().toCompletableFuture()).isDone();
        String on = " namespace=" + longshore.namespace() + " id=web outcome=done";
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(audit())
                        .containsExactly(
                                "user=manager operation=execTask" + on,
                                "user=manager operation=pauseTask" + on,
                                "user=manager operation=resumeTask" + on,
                                "user=manager operation=killTask namespace=" + longshore.namespace()
                                        + " id=none outcome=\"NotFound: there is no task "
                                        + longshore.namespace() + "/none; create one for the container\"",
                                "user=admin operation=forceDeleteTask" + on,
                                "user=admin operation=deleteContainer" + on));
    }

    /** Of this test; the log is that of all tests of this class, whose namespaces are the same. */
    private List<String> audit() throws IOException {
        return Files.readString(Path.of(System.getProperty(Setup.LOG_PROPERTY)))
                .substring(alreadyLogged)
                .lines()
                .filter(line -> line.contains("io.longshore.access") && line.contains("user="))
                .peek(line -> assertThat(line).doesNotContain("s3cret", "an-argument"))
                .map(line -> line.substring(line.indexOf("user=")))
                .toList();
    }

    private static SshConsole.Result as(String user, String command) throws Exception {
        // Karaf closes the session after the command
        try (SshConsole console = SshConsole.login(user)) {
            return console.run(command, "");
        }
    }

    private static SshConsole.Result asViewer(String command) throws Exception {
        return as(Users.VIEWER, command);
    }

    @Test
    public void aHungShimIsDiagnosedWithinItsDeadline() throws Exception {
        Task task = longshore.startSleeper("web");
        long shim = task.info().shimPid();
        signal("-STOP", shim);
        try (SshConsole viewer = SshConsole.login(Users.VIEWER)) {
            long begin = System.nanoTime();
            SshConsole.Result result = viewer.run("task:diagnose" + in + "web", "");

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(6));
            assertThat(result.output())
                    .containsPattern("PROBLEM +shim .*\\(pid " + shim + "\\) is stopped by a signal; has not answered"
                            + " within 2000 ms")
                    .containsPattern("OK +process +sleep")
                    .containsPattern("OK +cgroup +/sys/fs/cgroup.*/longshore/" + longshore.namespace() + "/web")
                    .contains("/tasks/start")
                    .contains("What to do: let the shim go on by \"kill -CONT " + shim + "\"");
        } finally {
            signal("-CONT", shim);
        }

        assertThat(task.diagnose().advice()).startsWith("nothing is wrong");
    }

    private static void signal(String signal, long pid) throws Exception {
        Process kill = new ProcessBuilder("kill", signal, String.valueOf(pid)).start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }
}
