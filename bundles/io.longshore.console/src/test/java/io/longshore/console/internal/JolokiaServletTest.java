// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import io.longshore.access.Caller;
import io.longshore.console.internal.Client.Answer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JolokiaServletTest {
    @TempDir
    Path directory;

    private final AtomicInteger called = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private ConsoleServer server;
    private ObjectName ours;
    private ObjectName others;

    /** Says who calls, as our MBeans see it. */
    public interface WhoMBean {
        String getCaller();

        String call(String text);

        boolean awaitEnd() throws InterruptedException;
    }

    /** In our domain once, and once in another. */
    public static final class Who implements WhoMBean {
        private final AtomicInteger called;

        private final CountDownLatch end;

        Who(AtomicInteger called, CountDownLatch end) {
            this.called = called;
            this.end = end;
        }

        @Override
        public boolean awaitEnd() throws InterruptedException {
            called.incrementAndGet();
            return end.await(60, TimeUnit.SECONDS);
        }

        @Override
        public String getCaller() {
            return Caller.current().name() + " " + Caller.current().roles();
        }

        @Override
        public String call(String text) {
            called.incrementAndGet();
            return text + " " + getCaller();
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = new ConsoleServer(directory);
        ours = new ObjectName("io.longshore:type=Who");
        others = new ObjectName("org.example:type=Who");
        ManagementFactory.getPlatformMBeanServer().registerMBean(new Who(called, end), ours);
        ManagementFactory.getPlatformMBeanServer().registerMBean(new Who(called, end), others);
    }

    @AfterEach
    void stop() throws Exception {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(ours);
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(others);
        server.close();
    }

    private Client client(String user) {
        return server.client().withBasic(user, ConsoleServer.PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"viewer", "manager", "admin"})
    void theMBeanSeesWhoCalls(String user) throws Exception {
        String expected = user + " [" + user + "]";

        JsonObject read = client(user).get("jolokia/read/" + ours + "/Caller").json();
        assertThat(read.get("value").getAsString()).isEqualTo(expected);

        JsonObject exec = client(user)
                .post("jolokia/", request("exec", ours, "\"operation\":\"call\",\"arguments\":[\"hello\"]"))
                .json();
        assertThat(exec.get("value").getAsString()).isEqualTo("hello " + expected);
    }

    private static String request(String type, ObjectName name, String more) {
        return "{\"type\":\"" + type + "\",\"mbean\":\"" + name + "\"," + more + "}";
    }

    @Test
    void otherMBeansAreOutOfReachAlsoForAdmins() throws Exception {
        for (String body : new String[] {
            request("exec", others, "\"operation\":\"call\",\"arguments\":[\"hello\"]"),
            request("read", others, "\"attribute\":\"Caller\""),
            "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\",\"attribute\":\"SystemProperties\"}",
            "{\"type\":\"exec\",\"mbean\":\"java.lang:type=Memory\",\"operation\":\"gc\"}",
            "{\"type\":\"write\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"Verbose\",\"value\":\"true\"}"
        }) {
            JsonObject answer = client("admin").post("jolokia/", body).json();
            assertThat(answer.get("status").getAsInt()).as(body).isEqualTo(403);
            assertThat(answer.has("value")).isFalse();
        }
    }

    @Test
    void aBulkRequestIsNoWayAround() throws Exception {
        String body = "[" + request("read", ours, "\"attribute\":\"Caller\"") + ","
                + request("read", others, "\"attribute\":\"Caller\"") + "]";

        var answers = client("viewer").post("jolokia/", body).element().getAsJsonArray();

        assertThat(answers.get(0).getAsJsonObject().get("status").getAsInt()).isEqualTo(200);
        assertThat(answers.get(1).getAsJsonObject().get("status").getAsInt()).isEqualTo(403);
    }

    /** A request to reach another JVM through us, by an address that the JDK would load code for. */
    @Test
    void itIsNoProxy() throws Exception {
        String body = request(
                "read",
                ours,
                "\"attribute\":\"Caller\",\"target\":{\"url\":\"service:jmx:rmi:///jndi/ldap://127.0.0.1:1/x\"}");

        JsonObject answer = client("admin").post("jolokia/", body).json();

        assertThat(answer.get("status").getAsInt()).isNotEqualTo(200);
        assertThat(answer.has("value")).isFalse();
    }

    @Test
    void withoutARightPasswordNothingIsAnswered() throws Exception {
        Answer none = server.client().get("jolokia/version");
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.header("WWW-Authenticate")).startsWith("Basic ");

        assertThat(server.client()
                        .withBasic("admin", "wrong")
                        .get("jolokia/version")
                        .status())
                .isEqualTo(401);
        assertThat(client("stranger").get("jolokia/version").status()).isEqualTo(403);
        assertThat(server.client()
                        .with("Authorization", "Basic !")
                        .get("jolokia/version")
                        .status())
                .isEqualTo(401);
        assertThat(server.client()
                        .with("Authorization", "Bearer x")
                        .get("jolokia/version")
                        .status())
                .isEqualTo(401);
        assertThat(server.login("admin").get("jolokia/version").status())
                .as("the page's cookie")
                .isEqualTo(401);
    }

    /** Browsers send a password along that was typed once, whichever page asks. */
    @Test
    void pagesOfOtherSitesAreRefused() throws Exception {
        String path = "jolokia/read/" + ours + "/Caller";

        assertThat(client("admin")
                        .with("Origin", "http://evil.example")
                        .get(path)
                        .status())
                .isEqualTo(403);
        assertThat(client("admin")
                        .with("Sec-Fetch-Site", "cross-site")
                        .get(path)
                        .status())
                .isEqualTo(403);
        assertThat(client("admin").get(path + "?callback=steal").status()).isEqualTo(400);
        assertThat(client("admin").send("OPTIONS", "jolokia/", null).status()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec/%s/call/x",
                "EXEC/%s/call/x",
                "write/%s/Caller/x",
                "?p=exec/%s/call/x",
                "?p=/exec/%s/call/x",
                "e!xec/%s/call/x",
                "!e!x!e!c/%s/call/x",
                "e!xec/%s/call/x!//",
                "exec/%s/call/x%0A",
                "exec/%s/call/%0Ax",
                "%65xec/%s/call/x",
                "/exec/%s/call/x",
                "?p=e!xec/%s/call/x",
                "?p=exec/%s/call/x%0A",
                "?p=read/%s/Caller&p=exec/%s/call/x",
                "read?p=exec/%s/call/x",
                "notification/%s"
            })
    void aGetOnlyReads(String path) throws Exception {
        Answer answer = client("admin").get("jolokia/" + path.replace("%s", ours.toString()));

        assertThat(answer.status()).isEqualTo(405);
        assertThat(called).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "version",
                "VERSION",
                "list/io.longshore",
                "search/io.longshore:*",
                "read/%s",
                "?p=read/%s/Caller",
                "read/%s/Caller?ifModifiedSince=0"
            })
    void readingByGetWorks(String path) throws Exception {
        Answer answer = client("viewer").get("jolokia/" + path.replace("%s", ours.toString()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("status").getAsInt()).as(answer.text()).isEqualTo(200);
    }

    @Test
    void operationsThatWaitLeaveThreadsForOthers() throws Exception {
        List<CompletableFuture<Answer>> waiting = new ArrayList<>();
        for (String user : new String[] {"viewer", "viewer2", "manager", "admin"}) {
            waiting.addAll(waitAs(user, JolokiaServlet.MOST_OF_ONE_USER));
        }
        assertThat(waiting).hasSize(JolokiaServlet.MOST_AT_ONCE);

        assertBusy(client("viewer").get("jolokia/version"));
        assertThat(server.login("viewer").get("api/overview").status()).isEqualTo(200);

        end.countDown();
        assertAnswered(waiting);
        assertThat(client("viewer").get("jolokia/version").status()).isEqualTo(200);
    }

    @Test
    void oneUserDoesNotKeepTheOthersOut() throws Exception {
        List<CompletableFuture<Answer>> waiting = waitAs("viewer", JolokiaServlet.MOST_OF_ONE_USER);

        assertBusy(client("viewer").get("jolokia/version"));
        assertThat(client("viewer2").get("jolokia/version").status()).isEqualTo(200);
        assertThat(client("admin").get("jolokia/version").status()).isEqualTo(200);

        end.countDown();
        assertAnswered(waiting);
        assertThat(client("viewer").get("jolokia/version").status()).isEqualTo(200);
    }

    /** Requests that are being answered. */
    private List<CompletableFuture<Answer>> waitAs(String user, int times) {
        String wait = request("exec", ours, "\"operation\":\"awaitEnd\"");
        int before = called.get();
        List<CompletableFuture<Answer>> waiting = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            waiting.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return client(user).post("jolokia/", wait);
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    },
                    command -> new Thread(command).start()));
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> called.get() == before + times);
        return waiting;
    }

    private static void assertBusy(Answer refused) {
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isNotNull();
    }

    private static void assertAnswered(List<CompletableFuture<Answer>> waiting) throws Exception {
        for (CompletableFuture<Answer> each : waiting) {
            assertThat(each.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
        }
    }

    @Test
    void aRequestThatIsTooLargeIsRefused() throws Exception {
        // what follows the head is a part of the body, for which Jetty waits before it calls us
        String head = "POST /longshore/jolokia/ HTTP/1.1\r\nHost: localhost\r\n";

        assertThat(Client.answerTo(server.port(), head + "Content-Length: 300000\r\n\r\n{"))
                .isEqualTo("HTTP/1.1 413 Payload Too Large");
        assertThat(Client.answerTo(server.port(), head + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"))
                .isEqualTo("HTTP/1.1 411 Length Required");
    }
}
