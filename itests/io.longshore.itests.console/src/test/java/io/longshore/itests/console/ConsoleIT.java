// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** What people see and do in the console, and what they and others cannot. */
@ExtendWith(KarafParameter.class)
class ConsoleIT {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final ConsoleKaraf karaf;
    private final Api admin;
    private Browser browser;

    ConsoleIT(ConsoleKaraf karaf) throws Exception {
        this.karaf = karaf;
        this.admin = Api.login(karaf, "admin");
    }

    @BeforeEach
    void open() {
        browser = new Browser(karaf);
    }

    @AfterEach
    void close() throws Exception {
        browser.close();
        admin.removeAll();
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
        browser.awaitText("tbody", "/tasks/exit");
        assertThat(browser.text("tbody")).contains("exit_status=7", "/tasks/start", "/tasks/create");

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
                fetch('api/session').then(answer => answer.json())
                  .then(session => fetch('api/tasks/' + arguments[0] + '/web/' + arguments[1], {method: 'POST',
                    headers: {'Content-Type': 'application/json', 'X-Longshore-Token': session.token},
                    body: '{"signal":"KILL","force":false}'}))
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

    /** Cross-site scripting: an id cannot carry markup, a label and what a container prints can. */
    @Test
    void markupOfOthersStaysText() throws Exception {
        String markup = "<img src=x onerror=\"window.pwned=1\"><script>window.pwned=1</script>";
        admin.container("web", List.of("note=" + markup), "sh", "-c", "echo '" + markup + "'; sleep 600", markup);
        browser.login("admin");
        browser.awaitText(browser.row("web"), "<script>");
        browser.openTask("web");
        browser.awaitText("pre.output", markup);
        browser.awaitText(".facts", "note=" + markup);
        browser.type("command", "echo '" + markup.replace("'", "") + "'");
        browser.press("Run");
        browser.awaitText("form.card pre", markup);

        assertThat(browser.script("return window.pwned")).isNull();
        assertThat(browser.count("main img, main script")).isZero();
        assertThat(browser.complaints()).isEmpty();
    }

    /** And if some text became markup after all, the browser would not run it. */
    @Test
    void theBrowserRunsNoScriptButOurs() {
        browser.login("viewer");

        browser.script("""
                const script = document.createElement('script');
                try { script.textContent = 'window.pwned = 1'; document.body.append(script); } catch (e) { window.refused = 1; }
                try { document.body.innerHTML += '<img src=x onerror="window.pwned=1">'; } catch (e) { window.refused = 1; }
                const other = document.createElement('script');
                try { other.src = 'data:text/javascript,window.pwned=1'; document.body.append(other); } catch (e) { window.refused = 1; }
                """);

        assertThat(browser.script("return window.refused")).isEqualTo(1L);
        assertThat(browser.script("return window.pwned")).isNull();
        assertThat(browser.complaints())
                .anyMatch(line -> line.contains("Trusted") || line.contains("Content Security"));
    }

    /** Cross-site request forgery, with every way that a page has to send something. */
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1"})
    void aPageOfAnotherSiteDoesNothingInOurName(String host) throws Exception {
        admin.run("web", "sleep", "600");
        browser.login("admin");
        HttpServer evil = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        evil.createContext("/", exchange -> {
            byte[] page =
                    "<!doctype html><title>evil</title><iframe name=frame></iframe>".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        evil.start();
        try {
            browser.openAt("http://" + host + ":" + evil.getAddress().getPort() + "/");
            Object result =
                    browser.scriptThatAnswers("""
                    const [address, done] = [arguments[0], arguments[arguments.length - 1]];
                    const form = document.createElement('form');
                    form.action = address; form.method = 'post'; form.enctype = 'text/plain'; form.target = 'frame';
                    const field = document.createElement('input');
                    field.name = '{"signal":"KILL","x":"'; field.value = '"}';
                    form.append(field); document.body.append(form); form.submit();
                    const send = options => fetch(address, {method: 'POST', body: '{"signal":"KILL"}', credentials: 'include', ...options})
                      .then(answer => answer.type, () => 'refused');
                    Promise.all([send({mode: 'no-cors'}), send({headers: {'Content-Type': 'application/json'}}),
                      send({headers: {'Content-Type': 'application/json', 'X-Longshore-Token': 'guess'}}),
                      fetch(address.replace(/api.*/, 'api/session'), {credentials: 'include'}).then(answer => answer.text(), () => 'refused')])
                      .then(results => done(results.join(' ')));
                    """, karaf.address() + "api/tasks/" + karaf.namespace() + "/web/kill");

            assertThat(result).isEqualTo("refused refused refused refused");
            assertThat(admin.state("web")).isEqualTo("RUNNING");
        } finally {
            evil.stop(0);
        }
    }

    @Test
    void nobodyShowsUsInAFrame() throws Exception {
        HttpServer evil = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        evil.createContext("/", exchange -> {
            byte[] page =
                    ("<!doctype html><iframe src='" + karaf.address() + "'></iframe>").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        evil.start();
        try {
            browser.openAt("http://127.0.0.1:" + evil.getAddress().getPort() + "/");
            await().atMost(DEADLINE)
                    .until(() -> browser.complaints().stream()
                            .anyMatch(line -> line.contains("frame-ancestors") || line.contains("X-Frame-Options")));
        } finally {
            evil.stop(0);
        }
    }

    @Test
    void whenASessionEndsThePageAsksToLogIn() throws Exception {
        admin.run("web", "sleep", "600");
        browser.login("admin").openTask("web");
        String token = Objects.toString(browser.scriptThatAnswers(
                "const done = arguments[0]; fetch('api/session').then(a => a.json()).then(s => done(s.token));"));

        // the same session, somewhere else; a time-out is told in the same way
        karaf.http().post("api/logout", browser.cookie(), token, "{}");

        browser.awaitText("main", "Your session has ended. Log in again.");
        assertThat(browser.text("main")).doesNotContain("web");
        assertThat(browser.count("#logout:not([hidden])")).isZero();
    }

    @Test
    void noScriptReadsTheCookieAndLoggingOutForgetsIt() {
        browser.login("viewer");
        assertThat(Objects.toString(browser.script("return document.cookie"))).isEmpty();
        String before = browser.cookie();

        browser.press("Log out");

        browser.awaitText("h1", "Log in to Longshore");
        assertThat(
                        Objects.toString(
                                browser.scriptThatAnswers(
                                        "const done = arguments[0]; fetch('api/session').then(a => a.json()).then(s => done(String(s.user)));")))
                .isEqualTo("null");
        assertThat(before).hasSize(43);
    }

    @Test
    void aWrongPasswordIsToldAndSoIsAMissingRole() {
        browser.open("");
        browser.type("user", "wrong");
        browser.type("password", "wrong");
        browser.press("Log in");
        browser.awaitText("[role=alert]", "the name or the password is wrong");
        browser.type("user", "stranger");
        browser.type("password", karaf.password());
        browser.press("Log in");
        browser.awaitText("[role=alert]", "this needs the role viewer");
    }

    /** A browser elsewhere cannot be had here, but the kernel says who could reach us. */
    @Test
    void theDistributionListensOnLoopbackOnly() throws Exception {
        String port = String.format(":%04X", karaf.port());
        assertThat(List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6")))
                .flatExtracting(Files::readAllLines)
                .map(line -> line.strip().split("\\s+"))
                .filteredOn(fields -> fields[1].endsWith(port) && fields[3].equals("0A"))
                .extracting(fields -> fields[1])
                .isNotEmpty()
                .allMatch(address ->
                        address.equals("0100007F" + port) || address.equals("0000000000000000FFFF00000100007F" + port));
    }

    @Test
    void everyFieldAndButtonHasANameAndTheKeyboardIsEnough() throws Exception {
        admin.run("web", "sleep", "600");
        browser.open("");
        assertNamed();
        browser.login("admin");
        assertNamed();
        browser.press("New container");
        assertNamed();
        browser.find(By.cssSelector("dialog")).sendKeys(Keys.ESCAPE);
        browser.openTask("web");
        browser.press("Kill…");
        assertNamed();
        assertThat(browser.count("[aria-live]")).isGreaterThanOrEqualTo(2);
    }

    private void assertNamed() {
        assertThat(browser.script("""
                        return [...document.querySelectorAll('input, select, textarea, button, a, [role=img]')]
                          .filter(each => !each.labels?.length && !each.ariaLabel && !each.textContent.trim())
                          .map(each => each.outerHTML).join('\\n');
                        """)).isEqualTo("");
    }

    @Test
    void itFitsOnAPhone() throws Exception {
        admin.run(
                "a-container-with-a-rather-long-name.of-the-kind-that-machines-give",
                "sh",
                "-c",
                "echo " + "x".repeat(300) + "; sleep 600");
        browser.screen(360, 740, true);
        browser.login("admin");
        browser.awaitText("main", "running");
        assertFits();
        browser.find(By.cssSelector("td a")).sendKeys(Keys.ENTER);
        browser.awaitText("pre.output", "xxx");
        assertFits();
        browser.press("Limits…");
        assertFits();
    }

    private void assertFits() {
        assertThat(browser.script("return document.documentElement.scrollWidth - window.innerWidth"))
                .as("pixels that hang out")
                .isEqualTo(0L);
    }

    @Test
    void darkAndLightAreTheBrowsersChoice() {
        browser.open("");
        browser.dark(false);
        Object light = browser.script("return getComputedStyle(document.body).backgroundColor");
        browser.dark(true);
        Object dark = browser.script("return getComputedStyle(document.body).backgroundColor");

        assertThat(light).isEqualTo("rgb(246, 248, 248)");
        assertThat(dark).isEqualTo("rgb(16, 24, 26)");
    }

    @Test
    void theHeadersAreThereInKarafToo() throws Exception {
        var answer = karaf.http().get("", null);

        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'self'", "frame-ancestors 'none'");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        JsonObject session = JsonParser.parseString(admin.get("session")).getAsJsonObject();
        assertThat(session.get("user").getAsString()).isEqualTo("admin");
    }

    /** For the README; they are copied there by hand. */
    @Test
    void pictures() throws Exception {
        Api shown = admin.in("default");
        shown.run(
                "web",
                "sh",
                "-c",
                "while sleep 0.4; do i=$((i+1)); echo GET /page/$i 200; head -c 9000000 /dev/zero | md5sum > /dev/null; done");
        shown.run("db", "sh", "-c", "x=$(head -c 9000000 /dev/zero | tr '\\0' x); while sleep 1; do :; done");
        shown.run("job", "true");
        shown.run("broken", "sh", "-c", "echo cannot connect >&2; exit 3");
        shown.create("next", "sleep", "60");
        browser.login("admin");
        browser.awaitText("tr[data-task='default/broken']", "status 3");
        browser.awaitText("tr[data-task='default/web']", "%");
        browser.dark(false);
        browser.screen(1000, 480, false);
        browser.picture("list-light");
        browser.open("#/task/default/web");
        browser.awaitScript("document.querySelectorAll('.chart svg')[1]?.dataset.points > 20");
        browser.screen(1000, 860, false);
        browser.dark(true);
        browser.picture("task-dark");
        browser.screen(390, 780, true);
        browser.dark(false);
        browser.picture("task-phone");
        assertFits();
    }
}
