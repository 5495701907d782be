// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

/** The commands in Karaf's console. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ShellIT {
    @Inject
    protected BundleContext context;

    @Inject
    protected SessionFactory sessions;

    private Workplace workplace;
    private String in;
    private Shell shell;

    @Configuration
    public static Option[] karaf() {
        return Setup.distribution(ShellIT.class);
    }

    @Before
    public void open() throws Exception {
        workplace = Workplace.current();
        in = " -n " + workplace.namespace() + " ";
        shell = Shell.open(sessions, Users.ADMIN);
        // Karaf makes the commands of a bundle visible some time after the bundle has started
        await().atMost(Duration.ofSeconds(30))
                .until(() -> sessions.getRegistry().getCommand("task", "run") != null);
    }

    @After
    public void nothingIsLeft() {
        shell.close();
        new Longshore(context).cleanUp();
    }

    @Test
    public void taskRunPrintsTheOutputAndReturnsTheExitStatus() throws Exception {
        Shell.Result result = shell.run("task:run" + in + "--rm --rootfs " + workplace.rootfs()
                + " once sh -c \"echo hello; echo world >&2; exit 7\"");

        assertThat(result.value()).isEqualTo(7);
        // the shim copies the two streams side by side, so their lines come in any order
        assertThat(result.output().lines()).contains("hello", "world").last().isEqualTo("exit status 7");
        assertThat(rows("container:list")).isEmpty();
    }

    @Test
    public void oneCommandAfterTheOtherLeadsThroughATasksLife() throws Exception {
        Path output = workplace.output("shell");

        assertThat(create("web", "sh -c \"echo out; exec sleep 600\"")).isEqualTo("web");
        assertThat(rows("container:list"))
                .singleElement()
                .satisfies(row -> assertThat(row).contains(workplace.namespace(), "web"));
        assertThat(shell.run("task:create" + in + "--output " + output + " web").value())
                .isEqualTo("web");
        assertThat(state("web")).isEqualTo("CREATED");
        shell.run("task:start" + in + "web");
        assertThat(state("web")).isEqualTo("RUNNING");
        shell.run("task:kill" + in + "-s KILL web");
        Shell.Result exit = shell.run("task:wait" + in + "--timeout 30 web");
        assertThat(exit.value()).isEqualTo(137);
        assertThat(exit.output()).contains("exit status 137");
        assertThat(state("web")).isEqualTo("STOPPED");
        shell.run("task:delete" + in + "web");
        shell.run("container:delete" + in + "web");

        assertThat(rows("task:list")).isEmpty();
        assertThat(rows("container:list")).isEmpty();
        assertThat(Files.readString(output)).isEqualTo("out\n");
        assertThat(shell.run("event:list --limit 6 --no-format").output())
                .containsSubsequence(
                        "/containers/create",
                        "/tasks/create",
                        "/tasks/start",
                        "/tasks/exit",
                        "/tasks/delete",
                        "/containers/delete");
    }

    /** As the README's section for operators has it. */
    @Test
    public void whyATaskDiedIsSeen() throws Exception {
        shell.run("task:run -d" + in + "--rootfs " + workplace.rootfs()
                + " dies /bin/sh -c 'echo no such database; exit 3'");

        assertThat(shell.run("task:wait" + in + "dies").output()).contains("exit status 3");
        assertThat(shell.run("task:logs" + in + "dies").output()).isEqualTo("no such database\n");
        assertThat(shell.run("task:info" + in + "dies").output()).contains("STOPPED", "exit status 3");
        assertThat(shell.run("event:list --filter event.container_id==dies").output())
                .contains("/tasks/create", "/tasks/start", "/tasks/exit");
        shell.run("task:delete" + in + "dies");
        shell.run("container:delete" + in + "dies");
        assertThat(rows("container:list")).isEmpty();
    }

    @Test
    public void tabCompletesNamespacesAndIds() throws Exception {
        create("first", "sleep 600");
        create("second", "sleep 600");
        shell.run("task:create" + in + "second");

        assertThat(shell.complete("task:create" + in)).contains("first", "second");
        assertThat(shell.complete("task:create" + in + "fi")).containsExactly("first");
        assertThat(shell.complete("task:start" + in)).contains("second").doesNotContain("first");
        assertThat(shell.complete("task:start -n ls")).contains(workplace.namespace());
        assertThat(shell.complete("task:start ")).doesNotContain("first", "second");
    }

    @Test
    public void anErrorIsOneSentence() throws Exception {
        create("taken", "sleep 600");

        assertOneSentence("task:start" + in + "none", "there is no task");
        assertOneSentence("task:create" + in + "none", "none");
        assertOneSentence("container:create" + in + "--rootfs " + workplace.rootfs() + " taken true", "taken");
        assertOneSentence(
                "container:create" + in + "--rootfs " + workplace.rootfs() + " ../x true", "'../x' is not valid");
        assertOneSentence(
                "task:run" + in + "--rm --rootfs " + workplace.rootfs() + " bad /no/such/program", "/no/such/program");
    }

    @Test
    public void aViewerLooksAManagerStartsAndNeitherCreates() throws Exception {
        create("guarded", "sleep 600");
        shell.run("task:create" + in + "guarded");

        try (Shell viewer = Shell.open(sessions, Users.VIEWER);
                Shell manager = Shell.open(sessions, Users.MANAGER)) {
            assertThat(viewer.run("task:list").output()).contains("guarded");
            assertThat(viewer.run("container:list").output()).contains("guarded");
            assertThat(viewer.run("event:list").output()).contains("guarded");
            assertRefused(viewer, "task:start" + in + "guarded");
            assertRefused(viewer, "task:kill" + in + "guarded");
            manager.run("task:start" + in + "guarded");
            manager.run("task:kill" + in + "-s KILL guarded");
            assertThat(viewer.run("task:wait" + in + "--timeout 30 guarded").value())
                    .isEqualTo(137);
            for (Shell neither : List.of(viewer, manager)) {
                assertRefused(neither, "task:run" + in + "--rootfs " + workplace.rootfs() + " mine true");
                assertRefused(neither, "container:create" + in + "--rootfs " + workplace.rootfs() + " mine true");
                assertRefused(neither, "task:create" + in + "guarded");
                assertRefused(neither, "task:delete" + in + "guarded");
                assertRefused(neither, "container:delete" + in + "guarded");
            }
        }

        assertThat(state("guarded")).isEqualTo("STOPPED");
        assertThat(rows("container:list")).hasSize(1);
    }

    /** Karaf hides from its users what they may not run. */
    private static void assertRefused(Shell user, String command) {
        assertThat(user.errorOf(command)).contains("Command not found");
    }

    private void assertOneSentence(String command, String part) {
        String shown = shell.errorOf(command).replaceAll("\u001b\\[[0-9;]*m", "");
        assertThat(shown.strip().lines().toList()).as(command).hasSize(1);
        assertThat(shown)
                .contains(part)
                .doesNotContain("Exception")
                .doesNotContain("Error executing")
                .doesNotContain("\tat ");
    }

    private Object create(String id, String command) throws Exception {
        return shell.run("container:create" + in + "--rootfs " + workplace.rootfs() + " " + id + " " + command)
                .value();
    }

    private Object state(String id) throws Exception {
        return rows("task:list").stream()
                .map(row -> List.of(row.split("\t", -1)))
                .filter(cells -> cells.get(1).equals(id))
                .map(cells -> cells.get(2))
                .findFirst()
                .orElseThrow();
    }

    private List<String> rows(String command) throws Exception {
        return shell.run(command + in + "--no-format").output().lines().toList();
    }
}
