// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.console.internal.Client.Answer;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagesAndDoorTest {
    @TempDir
    Path directory;

    private ConsoleServer server;

    @BeforeEach
    void start() throws Exception {
        server = new ConsoleServer(directory);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void thePageAndEverythingItNamesIsThereWithItsType() throws Exception {
        Answer page = server.client().get("");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(named("(?:href|src)=\"([^#\"]+)\"", page.text()))
                .contains("main.js", "console.css", "icon.svg")
                .allSatisfy(this::isThere);
        Answer script = server.client().get("main.js");
        assertThat(script.header("Content-Type")).isEqualTo("text/javascript;charset=utf-8");
        assertThat(named("from '\\./([^']+)'", script.text())).hasSize(7).allSatisfy(this::isThere);
    }

    private static java.util.List<String> named(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.results().map(result -> result.group(1)).toList();
    }

    private void isThere(String name) {
        try {
            assertThat(server.client().get(name).status()).as(name).isEqualTo(200);
        } catch (Exception e) {
            throw new AssertionError(name, e);
        }
    }

    /** What the policy forbids would not work anyway; here it fails at build time. */
    @Test
    void nothingInThePageIsInlineOrWritesMarkup() throws Exception {
        assertThat(server.client().get("").text())
                .doesNotContainPattern("<script(?![^>]* src=)")
                .doesNotContain("style=")
                .doesNotContainPattern(" on[a-z]+=");
        for (String name : named("'\\./([^']+)'", server.client().get("main.js").text())) {
            assertThat(server.client().get(name).text())
                    .as(name)
                    .doesNotContain("innerHTML")
                    .doesNotContain("outerHTML")
                    .doesNotContain("insertAdjacentHTML")
                    .doesNotContain("document.write")
                    .doesNotContain("eval(");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "console.css", "nothing", "api/overview", "api/nothing", "jolokia/"})
    void everyAnswerHasTheSecurityHeaders(String path) throws Exception {
        Answer answer = server.client().get(path);

        assertThat(answer.header("Content-Security-Policy"))
                .contains("default-src 'self';")
                .contains("frame-ancestors 'none'")
                .contains("object-src 'none'")
                .contains("base-uri 'none'")
                .contains("require-trusted-types-for 'script'")
                .doesNotContain("unsafe");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing.js",
                "..%2fMETA-INF/MANIFEST.MF",
                "%2e%2e/META-INF/MANIFEST.MF",
                "io/longshore/console/internal/Console.class",
                "web/main.js"
            })
    void nothingElseIsServed(String path) throws Exception {
        assertThat(server.client().get(path).status()).isIn(400, 404);
    }

    @Test
    void methodsThatWeDoNotKnowAreRefused() throws Exception {
        assertThat(server.client().send("DELETE", "", null).status()).isEqualTo(405);
        assertThat(server.client().send("PUT", "api/overview", "{}").status()).isEqualTo(405);
        assertThat(server.client().send("HEAD", "main.js", null).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:1", "LOCALHOST", "127.0.0.1:8181", "[::1]:8181"})
    void thisMachinesNamesAreFine(String host) throws Exception {
        assertThat(server.client().with("Host", host).get("").status()).isEqualTo(200);
    }

    /** DNS rebinding. */
    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "evil.example:8181", "localhost.evil.example", "127.0.0.1.evil.example", "x"})
    void aNameThatSomebodyElseMayOwnIsRefused(String host) throws Exception {
        assertThat(server.client().with("Host", host).get("").status()).isEqualTo(403);
        assertThat(server.client().with("Host", host).get("jolokia/").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "http://127.0.0.1:1", "http://127.0.0.1.evil.example", "%"})
    void aPageOfAnotherOriginIsRefused(String origin) throws Exception {
        Client client = server.login("admin").with("Origin", origin);

        assertThat(client.post("api/logout", "{}").status()).isEqualTo(403);
        assertThat(client.get("api/overview").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void whatTheBrowserSaysComesFromAnotherSiteIsRefused(String site) throws Exception {
        Client client = server.login("admin").with("Sec-Fetch-Site", site);

        assertThat(client.get("api/overview").status()).isEqualTo(403);
        assertThat(client.get("").status()).as("a link to us").isEqualTo(200);
    }

    @Test
    void ourOwnPageIsWelcome() throws Exception {
        Client client = server.login("admin")
                .with("Origin", "http://127.0.0.1:" + server.port())
                .with("Sec-Fetch-Site", "same-origin");

        assertThat(client.get("api/overview").status()).isEqualTo(200);
    }
}
