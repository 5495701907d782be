// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** What each role sees and does in the console, and what the page asks before it does it. */
@ExtendWith(KarafParameter.class)
class RolesIT {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final ConsoleKaraf karaf;
    private final Api admin;
    private final Browser browser;

    @AutoClose
    private final Visit visit;

    RolesIT(ConsoleKaraf karaf) throws Exception {
        this.karaf = karaf;
        visit = new Visit(karaf);
        admin = visit.admin();
        browser = visit.browser();
    }

    @Test
    void anAdminRunsAContainerWatchesItExitAndTakesItAway() throws Exception {
        browser.login("admin");
        browser.awaitText("main", "There are no containers yet.");
        browser.press("New container");
        browser.type("namespace", karaf.namespace());
        browser.type("id", "hello");
        browser.type("rootfs", karaf.rootfs().toString());
        browser.type("args", "sh -c \"for i in 1 2 3 4 5 6; do echo line $i; sleep 1; done; exit 7\"");
        browser.type("memory", "32M");
        browser.press("Create");

        // nobody reloads anything
        browser.awaitText(browser.row("hello") + " .state", "running");
        browser.awaitText(browser.row("hello"), "iB");
        browser.openTask("hello");
        browser.awaitText("pre.output", "line 3");
        await("a chart").atMost(DEADLINE).until(() -> browser.count(".chart polyline.line") == 2);
        browser.awaitText(".chart figcaption", "of 32 MiB");

        browser.awaitText("h1 + .state", "stopped");
        browser.awaitText(".facts", "status 7");
        browser.awaitText("pre.output", "line 6");
        browser.awaitText(".events tbody", "/tasks/exit");
        assertThat(browser.text(".events tbody")).contains("exit_status=7", "/tasks/start", "/tasks/create");

        browser.press("Delete task…");
        browser.press("Delete");
        browser.awaitText("h1 + .state", "no task");
        browser.press("Delete container…");
        browser.press("Delete");
        browser.awaitText("main", "There are no containers yet.");
        assertThat(browser.complaints()).isEmpty();
        assertThat(karaf.auditLines())
                .contains(
                        line("admin", "runContainer", "hello", "done"),
                        line("admin", "deleteTask", "hello", "done"),
                        line("admin", "deleteContainer", "hello", "done"));
    }

    private String line(String user, String operation, String id, String outcome) {
        return "user=" + user + " operation=" + operation + " namespace=" + karaf.namespace() + " id=" + id
                + " outcome=" + outcome;
    }

    @Test
    void aViewerSeesAllAndIsOfferedNothing() throws Exception {
        admin.run("web", "sh", "-c", "echo for everybody; sleep 600");
        browser.login("viewer");

        browser.awaitText(browser.row("web") + " .state", "running");
        assertThat(browser.labels()).containsExactly("Log out");
        browser.openTask("web");
        browser.awaitText("pre.output", "for everybody");
        await("a chart").atMost(DEADLINE).until(() -> browser.count(".chart polyline.line") == 2);
        assertThat(browser.labels()).containsExactly("Log out");
        assertThat(browser.find(By.name("command")).isDisplayed()).isFalse();
    }

    /** Whoever adds them; here it is an MBean, as those that the page runs are forgotten when they end. */
    @Test
    void aViewerSeesTheProcessesOfATaskComeEndAndGo() throws Exception {
        admin.run("web", "sleep", "600");
        Jolokia manager = new Jolokia(karaf, "manager");
        String names = ",namespace=" + karaf.namespace() + ",id=web";
        browser.login("viewer").openTask("web");
        assertThat(browser.find(By.cssSelector("table.processes")).isDisplayed())
                .isFalse();
        String row = "tr[data-process='more']";

        String[] command = {"sleep", "600"};
        manager.value("type=Task" + names, "exec", "more", command, new String[0], "", 0, 0, "", true);
        browser.awaitText(row, "running");
        String pid =
                manager.read("type=Process" + names + ",exec=more").get("Pid").getAsString();
        assertThat(browser.text(row)).contains("more", pid);

        manager.value("type=Process" + names + ",exec=more", "kill", "KILL");
        browser.awaitText(row, "stopped");
        browser.awaitText(row, "status 137 (KILL)");

        manager.value("type=Process" + names + ",exec=more", "delete");
        browser.awaitScript("document.querySelectorAll('[data-process]').length === 0");
        assertThat(browser.find(By.cssSelector("table.processes")).isDisplayed())
                .isFalse();
    }

    /** What the page does not offer, somebody can still send. */
    @ParameterizedTest
    @CsvSource({
        "viewer, start",
        "viewer, kill",
        "viewer, pause",
        "viewer, resume",
        "viewer, exec",
        "viewer, delete",
        "viewer, update",
        "viewer, checkpoint",
        "manager, delete",
        "manager, update",
        "manager, checkpoint"
    })
    void whatIsNotOfferedIsRefused(String user, String operation) throws Exception {
        admin.run("web", "sleep", "600");
        browser.login(user);

        Object status = browser.scriptThatAnswers("""
                const done = arguments[arguments.length - 1];
                fetch('api/tasks/' + arguments[0] + '/web/' + arguments[1], {method: 'POST',
                  headers: {'Content-Type': 'application/json', 'X-Longshore-Token': sessionStorage.getItem('token')},
                  body: '{"signal":"KILL","force":false}'})
                  .then(answer => done(answer.status));
                """, karaf.namespace(), operation);

        assertThat(status).isEqualTo(403L);
        assertThat(admin.state("web")).isEqualTo("RUNNING");
        assertThat(karaf.auditLines())
                .contains(line(user, operation.equals("exec") ? "execTask" : operation + "Task", "web", "denied"));
    }

    @Test
    void aManagerStartsPausesRunsACommandAndKillsButNeverDeletes() throws Exception {
        admin.create("web", "sleep", "600");
        browser.login("manager").openTask("web");

        browser.press("Start");
        browser.awaitText("h1 + .state", "running");
        browser.press("Pause");
        browser.awaitText("h1 + .state", "paused");
        browser.press("Resume");
        browser.awaitText("h1 + .state", "running");
        browser.type("command", "sh -c 'echo in it; exit 5'");
        browser.press("Run");
        browser.awaitText("form.card", "It ended with status 5.");
        assertThat(browser.text("form.card pre")).isEqualTo("in it");
        assertThat(browser.labels()).contains("Kill…").noneMatch(label -> label.startsWith("Delete"));

        browser.press("Kill…");
        browser.find(By.name("signal")).sendKeys("KILL");
        browser.press("Send");
        browser.awaitText("h1 + .state", "stopped");
        browser.awaitText(".facts", "status 137");
        assertThat(browser.labels()).containsExactly("Log out");
    }

    @Test
    void whatCannotBeUndoneIsAskedForFirst() throws Exception {
        admin.run("web", "sleep", "600");
        browser.login("admin").openTask("web");

        browser.press("Delete task…");
        assertThat(browser.text("dialog h2")).isEqualTo("Kill and delete the task web?");
        assertThat(Objects.toString(browser.script("return document.activeElement.textContent")))
                .as("what the Enter key does")
                .isEqualTo("Cancel");
        browser.find(By.cssSelector("dialog")).sendKeys(Keys.ESCAPE);
        await().atMost(DEADLINE).until(() -> browser.count("dialog") == 0);
        assertThat(admin.state("web")).isEqualTo("RUNNING");

        browser.press("Delete task…");
        browser.press("Kill and delete");
        browser.awaitText("h1 + .state", "no task");
    }

    @Test
    void aMistakeIsToldWhereItWasMade() throws Exception {
        browser.login("admin");
        browser.press("New container");
        browser.type("id", "../x");
        browser.type("rootfs", karaf.rootfs().toString());
        browser.type("args", "true");
        browser.press("Create");

        browser.awaitText("dialog [role=alert]", "is not valid");
        browser.type("id", "good");
        browser.type("namespace", karaf.namespace());
        browser.type("args", "/no/such/program");
        browser.press("Create");
        browser.awaitText("dialog [role=alert]", "no such file");
        browser.press("Cancel");
        browser.awaitText("main", "There are no containers yet.");
    }

    @Test
    void limitsAreChangedAndTheChartShowsIt() throws Exception {
        admin.run("web", "sleep", "600");
        browser.login("admin").openTask("web");

        browser.press("Limits…");
        browser.type("memory", "24M");
        browser.press("Change");

        browser.awaitText(".chart figcaption", "of 24 MiB");
    }
}
