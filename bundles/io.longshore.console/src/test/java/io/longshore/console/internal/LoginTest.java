// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.console.internal.Client.Answer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
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
    void whoLogsInLearnsHisRolesAndGetsACookieThatNoScriptAndNoOtherSiteCanUse() throws Exception {
        Answer answer = server.client().login("manager", ConsoleServer.PASSWORD);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("user").getAsString()).isEqualTo("manager");
        assertThat(answer.json().get("roles").toString()).isEqualTo("[\"viewer\",\"manager\"]");
        assertThat(answer.header("Set-Cookie"))
                .matches("longshore-session=[A-Za-z0-9_-]{43}; Path=/longshore/; HttpOnly; SameSite=Strict");
    }

    @ParameterizedTest
    @ValueSource(strings = {"viewer", "nobody", "", "' or 1=1"})
    void aWrongPasswordOrUserIsRefusedInTheSameWords(String user) throws Exception {
        Answer answer = server.client().login(user, "wrong");

        assertThat(answer.status()).isIn(400, 401);
        assertThat(answer.header("Set-Cookie")).isNull();
        if (!user.isEmpty()) {
            assertThat(answer.message()).isEqualTo("the name or the password is wrong");
        }
    }

    @Test
    void whoHasNoneOfOurRolesIsRefused() throws Exception {
        Answer answer = server.client().login("stranger", ConsoleServer.PASSWORD);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("Set-Cookie")).isNull();
    }

    @Test
    void whoGuessesHasToWaitEvenIfHeIsRightThen() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(server.client().login("admin", "guess" + i).status()).isEqualTo(401);
        }

        Answer sixth = server.client().login("admin", ConsoleServer.PASSWORD);
        assertThat(sixth.status()).isEqualTo(429);
        assertThat(sixth.header("Retry-After")).isEqualTo("3");

        assertThat(server.client()
                        .withBasic("admin", ConsoleServer.PASSWORD)
                        .get("jolokia/")
                        .status())
                .as("the other way in")
                .isEqualTo(429);
        server.clock.forward(Duration.ofSeconds(3));
        assertThat(server.client().login("admin", ConsoleServer.PASSWORD).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api/overview",
                "api/stream",
                "api/tasks/blue/web/output",
                "api/tasks/blue/web/follow",
                "api/nothing"
            })
    void withoutASessionNothingIsAnswered(String path) throws Exception {
        assertThat(server.client().get(path).status()).isEqualTo(401);
        Client guesser = server.client();
        guesser.cookie = "longshore-session=guessed";
        assertThat(guesser.get(path).status()).isEqualTo(401);
    }

    @Test
    void thePageMayAskWhoIsLoggedIn() throws Exception {
        assertThat(server.client().get("api/session").text()).isEqualTo("{\"user\":null,\"roles\":[]}");

        assertThat(server.login("viewer").get("api/session").text())
                .isEqualTo("{\"user\":\"viewer\",\"roles\":[\"viewer\"]}");
    }

    /** The browser sends the cookie to all ports of this host: to everybody who may listen on one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "api/overview",
                "api/stream?since=0",
                "api/tasks/blue/web/samples",
                "api/tasks/blue/web/events",
                "api/tasks/blue/web/output",
                "api/tasks/blue/web/follow"
            })
    void theCookieAloneIsWorthNothing(String path) throws Exception {
        server.task();
        Client client = server.login("admin");
        client.token = null;

        assertThat(client.get(path).status()).isEqualTo(401);
        assertThat(client.get("api/session").text()).isEqualTo("{\"user\":null,\"roles\":[]}");
        assertThat(client.post("api/logout", "{}").status()).isEqualTo(401);
    }

    @Test
    void theTokenIsInNoOtherAnswerButThatToTheLogin() throws Exception {
        server.task();
        Client client = server.login("admin");

        for (String path : new String[] {"", "api/session", "api/overview", "api/tasks/blue/web/events"}) {
            assertThat(client.get(path).text()).as(path).doesNotContain(client.token);
        }
    }

    @Test
    void whoLogsInWithTheCookieOfAnotherUserDoesNotEndThatOnesSession() throws Exception {
        Client victim = server.login("admin");
        Client thief = server.client();
        thief.cookie = victim.cookie;

        thief.login("viewer", ConsoleServer.PASSWORD);

        assertThat(victim.get("api/overview").status()).isEqualTo(200);
    }

    @Test
    void aSessionTimesOut() throws Exception {
        Client client = server.login("admin");
        assertThat(client.get("api/overview").status()).isEqualTo(200);

        server.clock.forward(Duration.ofMinutes(15));

        assertThat(client.get("api/overview").status()).isEqualTo(401);
        assertThat(client.post("api/tasks/blue/web/start", "{}").status()).isEqualTo(401);
    }

    @Test
    void whatThePageAsksByItselfDoesNotKeepASessionOpen() throws Exception {
        Client client = server.login("admin").with("X-Longshore-Background", "1");

        server.clock.forward(Duration.ofMinutes(14));
        assertThat(client.get("api/overview").status()).isEqualTo(200);
        server.clock.forward(Duration.ofMinutes(1));

        assertThat(client.get("api/overview").status()).isEqualTo(401);
    }

    @Test
    void afterLoggingOutTheCookieIsWorthNothing() throws Exception {
        Client client = server.login("admin");

        Answer answer = client.post("api/logout", "{}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Set-Cookie")).startsWith("longshore-session=; Max-Age=0; Path=/longshore/;");
        assertThat(client.get("api/overview").status()).isEqualTo(401);
    }

    /** Session fixation: a cookie that was there before is never taken over. */
    @Test
    void loggingInGivesANewSessionAndEndsTheOneBefore() throws Exception {
        Client before = server.login("viewer");
        Client again = server.client();
        again.cookie = before.cookie;

        again.login("viewer", ConsoleServer.PASSWORD);

        assertThat(again.cookie).isNotEqualTo(before.cookie);
        assertThat(before.get("api/overview").status()).isEqualTo(401);
    }

    /** Cross-site request forgery. */
    @Test
    void aChangeWithoutTheTokenIsRefused() throws Exception {
        server.task();
        Client client = server.login("admin");
        String right = client.token;

        for (String token : new String[] {null, "", "wrong", right + "x"}) {
            client.token = token;
            assertThat(client.post("api/tasks/blue/web/start", "{}").status())
                    .as("token %s", token)
                    .isEqualTo(401);
        }
        assertThat(server.runtime.list().get(0).info().startedAt()).isNull();

        client.token = right;
        assertThat(client.post("api/tasks/blue/web/start", "{}").status()).isEqualTo(200);
    }

    @Test
    void theTokenOfAnotherSessionIsWrong() throws Exception {
        server.task();
        Client client = server.login("admin");
        client.token = server.login("admin").token;

        assertThat(client.post("api/tasks/blue/web/start", "{}").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"})
    void aFormIsNoRequest(String type) throws Exception {
        Client client = server.login("admin").with("Content-Type", type);

        assertThat(client.post("api/logout", "{}").status()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "1", "{", "{\"a\":1}{}", "{'a':1}"})
    void whatIsNoJsonObjectIsRefused(String body) throws Exception {
        assertThat(server.login("admin").post("api/logout", body).status()).isEqualTo(400);
    }

    /** They need not have logged in for that. */
    @Test
    void thoseWhoSendSlowlyKeepNoThread() throws Exception {
        String begin = "POST /longshore/api/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 100\r\n\r\n{\"user\"";
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * ConsoleServer.MOST_THREADS; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                slow.add(socket);
                socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
            }

            assertThat(server.client().login("admin", ConsoleServer.PASSWORD).status())
                    .isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aRequestThatIsTooLargeIsRefused() throws Exception {
        // what follows the head is a part of the body, for which Jetty waits before it calls us
        String head = "POST /longshore/api/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        String chunk = "9000\r\n" + " ".repeat(0x9000) + "\r\n";

        assertThat(Client.answerTo(server.port(), head + "Content-Length: 65537\r\n\r\n{"))
                .isEqualTo("HTTP/1.1 413 Payload Too Large");
        assertThat(Client.answerTo(server.port(), head + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk))
                .isEqualTo("HTTP/1.1 413 Payload Too Large");
    }
}
