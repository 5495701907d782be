// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others cannot do: markup, pages of other sites, other machines, people without a password or a role. */
@ExtendWith(KarafParameter.class)
class IntrudersIT {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final String TOKEN = "X-Longshore-Token";
    private static final String KILL = "{\"signal\":\"KILL\"}";

    private final ConsoleKaraf karaf;
    private final Api admin;
    private final Browser browser;

    @AutoClose
    private final Visit visit;

    IntrudersIT(ConsoleKaraf karaf) throws Exception {
        this.karaf = karaf;
        visit = new Visit(karaf);
        admin = visit.admin();
        browser = visit.browser();
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

    /** Cross-site request forgery: with a session that is good, everything about a change must be right. */
    @Test
    void aChangeNeedsTheTokenOfItsSessionAndComesFromOurPage() throws Exception {
        admin.run("web", "sleep", "600");
        Api other = Api.login(karaf, "admin");
        String kill = "api/tasks/" + karaf.namespace() + "/web/kill";
        String json = "application/json";

        assertThat(admin.send(kill, KILL, Map.of("Content-Type", json))).isEqualTo(401);
        for (String token : new String[] {"", "guess", other.token()}) {
            assertThat(admin.send(kill, KILL, Map.of("Content-Type", json, TOKEN, token)))
                    .as("token '%s'", token)
                    .isEqualTo(401);
        }
        assertThat(admin.send(kill, KILL, Map.of("Content-Type", "text/plain", TOKEN, admin.token())))
                .isEqualTo(415);
        assertThat(admin.send(
                        kill, KILL, Map.of("Content-Type", json, TOKEN, admin.token(), "Origin", "http://127.0.0.1:1")))
                .isEqualTo(403);
        assertThat(admin.send(
                        kill, KILL, Map.of("Content-Type", json, TOKEN, admin.token(), "Sec-Fetch-Site", "same-site")))
                .isEqualTo(403);
        assertThat(admin.state("web")).isEqualTo("RUNNING");

        assertThat(admin.send(kill, KILL, Map.of("Content-Type", json, TOKEN, admin.token())))
                .isEqualTo(200);
        await().atMost(DEADLINE).until(() -> admin.state("web").equals("STOPPED"));
    }

    /** And in a browser that is logged in, with every way that a page has to send something. */
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1"})
    void aPageOfAnotherSiteDoesNothingInOurName(String host) throws Exception {
        admin.run("web", "sleep", "600");
        browser.login("admin");
        String kill = karaf.address() + "api/tasks/" + karaf.namespace() + "/web/kill";
        try (EvilSite evil = new EvilSite("<!doctype html><title>evil</title><iframe name=frame></iframe>")) {
            browser.openAt(evil.address(host));
            Object result = browser.scriptThatAnswers("""
                    const [address, done] = [arguments[0], arguments[arguments.length - 1]];
                    const form = document.createElement('form');
                    form.action = address; form.method = 'post'; form.enctype = 'text/plain'; form.target = 'frame';
                    const field = document.createElement('input');
                    field.name = '{"signal":"KILL","x":"'; field.value = '"}';
                    form.append(field); document.body.append(form);
                    const submitted = new Promise(resolve => document.querySelector('iframe').addEventListener('load', () => resolve('submitted')));
                    form.submit();
                    const send = options => fetch(address, {method: 'POST', body: '{"signal":"KILL"}', credentials: 'include', ...options})
                      .then(answer => answer.type, () => 'refused');
                    Promise.all([submitted, send({mode: 'no-cors'}), send({headers: {'Content-Type': 'application/json'}}),
                      send({headers: {'Content-Type': 'application/json', 'X-Longshore-Token': 'guess'}}),
                      fetch(address.replace(/api.*/, 'api/session'), {credentials: 'include'}).then(answer => answer.text(), () => 'refused')])
                      .then(results => done(results.join(' ')));
                    """, kill);

            assertThat(result).isEqualTo("submitted refused refused refused refused");
            assertThat(admin.state("web")).isEqualTo("RUNNING");
        }

        // the same request does it from our page, with the same cookie
        browser.open("");
        Object status = browser.scriptThatAnswers("""
                const [address, done] = [arguments[0], arguments[arguments.length - 1]];
                fetch(address, {method: 'POST', body: '{"signal":"KILL"}',
                  headers: {'Content-Type': 'application/json', 'X-Longshore-Token': sessionStorage.getItem('token')}})
                  .then(answer => done(answer.status));
                """, kill);
        assertThat(status).isEqualTo(200L);
        await().atMost(DEADLINE).until(() -> admin.state("web").equals("STOPPED"));
    }

    /** Cookies know no ports: whoever listens on one gets ours from a browser that is led there. */
    @Test
    void theCookieGoesToOtherPortsAndIsWorthNothingThere() throws Exception {
        admin.run("web", "sleep", "600");
        browser.login("admin");
        String page = "<!doctype html><title>evil</title><img src='/longshore/x'>";
        try (EvilSite evil = new EvilSite(page)) {
            browser.openNext(evil.address("127.0.0.1"));
            await().atMost(DEADLINE)
                    .until(() -> evil.cookies().stream().anyMatch(each -> each.contains("longshore-session=")));
            String stolen = evil.cookies().stream()
                    .filter(each -> each.contains("longshore-session="))
                    .findFirst()
                    .orElseThrow();

            String task = "api/tasks/" + karaf.namespace() + "/web/";
            for (String path : List.of("api/overview", "api/stream?since=0", task + "output", task + "follow?from=0")) {
                assertThat(karaf.http().getWithCookie(path, stolen).statusCode())
                        .as(path)
                        .isEqualTo(401);
            }
            assertThat(karaf.http().getWithCookie("api/session", stolen).body())
                    .isEqualTo("{\"user\":null,\"roles\":[]}");

            // our page is open in the other tab, and tells its token to pages of its own origin only
            assertThat(browser.scriptThatAnswers("""
                    const done = arguments[arguments.length - 1];
                    const tabs = new BroadcastChannel('longshore-token');
                    tabs.addEventListener('message', ({data}) => done(JSON.stringify(data)));
                    tabs.postMessage({question: true});
                    setTimeout(() => done('nothing ' + sessionStorage.length), 2000);
                    """)).isEqualTo("nothing 0");
        }
    }

    @Test
    void nobodyShowsUsInAFrame() throws Exception {
        try (EvilSite evil = new EvilSite("<!doctype html><iframe src='" + karaf.address() + "'></iframe>")) {
            browser.openAt(evil.address("127.0.0.1"));
            await().atMost(DEADLINE)
                    .until(() -> browser.complaints().stream()
                            .anyMatch(line -> line.contains("frame-ancestors") || line.contains("X-Frame-Options")));
        }
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
    void theHeadersAreThereInKarafToo() throws Exception {
        var answer = karaf.http().get("", null);

        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'self'", "frame-ancestors 'none'");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        JsonObject session = JsonParser.parseString(admin.get("session")).getAsJsonObject();
        assertThat(session.get("user").getAsString()).isEqualTo("admin");
    }
}
