// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.api.ExecId;
import io.longshore.api.containers.Container;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.fakes.FakeTask;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskStats;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveStreamsTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private ConsoleServer server;
    private final List<Reader> readers = new ArrayList<>();

    /** Reads a stream of events on a thread of its own. */
    private static final class Reader {
        final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        final Thread thread;
        final Stream<String> stream;

        Reader(Client client, String path) throws Exception {
            stream = client.lines(path);
            thread = new Thread(
                    () -> {
                        try {
                            stream.forEach(lines::add);
                        } finally {
                            lines.add("closed");
                        }
                    },
                    "reader");
            thread.setUncaughtExceptionHandler((dead, why) -> {});
            thread.start();
        }

        /** The data of the next event of this name. */
        String next(String event) throws InterruptedException {
            for (; ; ) {
                String line = line();
                if (line.equals("event: " + event)) {
                    return line().substring("data: ".length());
                }
                assertThat(line).as("while waiting for %s", event).isNotEqualTo("closed");
            }
        }

        void awaitClosed() throws InterruptedException {
            while (!line().equals("closed")) {
                // whatever comes before
            }
        }

        private String line() throws InterruptedException {
            String line = lines.poll(10, TimeUnit.SECONDS);
            assertThat(line).as("a line in time").isNotNull();
            return line;
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = new ConsoleServer(directory);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        for (Reader reader : readers) {
            reader.thread.join(10_000);
            assertThat(reader.thread.isAlive()).isFalse();
        }
    }

    private Reader open(Client client, String path) throws Exception {
        Reader reader = new Reader(client, path);
        readers.add(reader);
        return reader;
    }

    @Test
    void aChangeIsToldWithWhatItLeft() throws Exception {
        FakeTask task = server.task();
        Reader reader = open(server.login("viewer"), "api/stream?since=0");

        task.start();
        server.events.publish(new TaskEvent.Started(ConsoleServer.BLUE, ConsoleServer.WEB, 4711));

        assertThat(reader.next("change")).contains("\"topic\":\"/tasks/start\"").contains("\"args\":[\"nginx\"");
    }

    /** The event may come before the task is as it says, and some changes have none. */
    @Test
    void theStateOfATaskIsToldWithoutAnEventToo() throws Exception {
        FakeTask task = server.task();
        Reader reader = open(server.login("viewer"), "api/stream?since=0");
        assertThat(reader.next("tasks")).contains("\"state\":\"CREATED\"");

        task.start();
        assertThat(reader.next("tasks")).contains("\"state\":\"RUNNING\"");
        task.exit.complete(Exit.exited(0, FakeTask.ENDED));
        assertThat(reader.next("tasks")).contains("\"state\":\"STOPPED\"");
        task.delete();
        assertThat(reader.next("tasks")).isEqualTo("{\"tasks\":[],\"gone\":[{\"namespace\":\"blue\",\"id\":\"web\"}]}");
    }

    @Test
    void theProcessesOfATaskAreToldAsTheyComeAndGo() throws Exception {
        FakeTask task = server.task();
        Reader reader = open(server.login("viewer"), "api/stream?since=0");
        assertThat(reader.next("tasks")).contains("\"processes\":[]");
        FakeProcess process = new FakeProcess(new ExecId("more"), ExecOptions.of("sh"), started -> {});

        task.processes.add(process);
        assertThat(reader.next("tasks")).contains("\"id\":\"more\",\"state\":\"RUNNING\"");
        process.exit.complete(Exit.exited(3, FakeProcess.ENDED));
        assertThat(reader.next("tasks")).contains("\"id\":\"more\",\"state\":\"STOPPED\"");
        task.processes.clear();
        assertThat(reader.next("tasks")).contains("\"processes\":[]");
    }

    @Test
    void eventsSinceANumberComeFirst() throws Exception {
        server.task();
        server.events.publish(new TaskEvent.Started(ConsoleServer.BLUE, ConsoleServer.WEB, 4711));
        server.events.publish(new TaskEvent.Paused(ConsoleServer.BLUE, ConsoleServer.WEB));

        Reader reader = open(server.login("viewer"), "api/stream?since=1");

        assertThat(reader.next("change")).contains("\"topic\":\"/tasks/paused\"");
    }

    @Test
    void samplesComeWhileSomebodyLooks() throws Exception {
        FakeTask task = server.task();
        task.start();
        task.stats = stats(0);
        Client viewer = server.login("viewer");

        Reader reader = open(viewer, "api/stream?since=0");
        assertThat(reader.next("samples")).contains("\"id\":\"web\"").contains("\"memory\":1000");

        assertThat(viewer.get("api/tasks/blue/web/samples").text()).contains("\"memory\":1000");
    }

    static TaskStats stats(long seconds) {
        Instant at = Instant.parse("2026-11-24T10:00:00Z").plusSeconds(seconds);
        return new TaskStats(
                at, 1000L, 2000L, null, seconds * 250_000_000L, null, null, null, 3L, null, null, null, null);
    }

    @Test
    void noMoreThanSoManyMayBeOpen() throws Exception {
        Client viewer = server.login("viewer");
        Client other = server.login("viewer");
        for (int i = 0; i < ConsoleServer.MOST_STREAMS / 2; i++) {
            open(viewer, "api/stream?since=0");
            open(other, "api/stream?since=0");
        }

        Client third = server.login("viewer");
        assertThat(third.get("api/stream?since=0").status()).isEqualTo(503);

        readers.get(0).stream.close();
        await().atMost(DEADLINE).ignoreExceptions().until(() -> {
            // something must be written before it is noticed that nobody reads any more
            server.events.publish(new TaskEvent.Paused(ConsoleServer.BLUE, ConsoleServer.WEB));
            return open(third, "api/stream?since=0") != null;
        });
    }

    /** A browser has six connections to a server; streams must leave it some for requests. */
    @Test
    void oneSessionCannotTakeThemAll() throws Exception {
        Client viewer = server.login("viewer");
        for (int i = 0; i < 4; i++) {
            open(viewer, "api/stream?since=0");
        }

        assertThat(viewer.get("api/stream?since=0").status()).isEqualTo(503);
        open(server.login("viewer"), "api/stream?since=0");
    }

    /** That a browser has closed a stream is noticed when it is written to, and no sooner. */
    @Test
    void aPagesNewStreamReplacesTheOneBefore() throws Exception {
        Client viewer = server.login("viewer");
        Reader first = open(viewer, "api/stream?since=0&page=one");
        Reader others = open(server.login("viewer"), "api/stream?since=0&page=one");
        for (int i = 0; i < 10; i++) {
            open(viewer, "api/stream?since=0&page=one");
        }
        open(viewer, "api/stream?since=0&page=two");

        assertThat(first.next("end")).isEqualTo("\"replaced\"");
        first.awaitClosed();
        await().atMost(DEADLINE).until(() -> server.events.subscriptions() == 3);
        server.events.publish(new TaskEvent.Paused(ConsoleServer.BLUE, ConsoleServer.WEB));
        assertThat(others.next("change")).contains("/tasks/paused");
    }

    @Test
    void aStreamEndsWithItsSession() throws Exception {
        Client viewer = server.login("viewer");
        Reader mine = open(viewer, "api/stream?since=0");
        Reader others = open(server.login("viewer"), "api/stream?since=0");

        viewer.post("api/logout", "{}");

        assertThat(mine.next("end")).isEqualTo("\"session\"");
        mine.awaitClosed();
        server.events.publish(new TaskEvent.Paused(ConsoleServer.BLUE, ConsoleServer.WEB));
        assertThat(others.next("change")).contains("/tasks/paused");
        assertThat(server.events.subscriptions()).isEqualTo(1);
    }

    @Test
    void aStoppedConsoleEndsItsStreams() throws Exception {
        Reader reader = open(server.login("viewer"), "api/stream?since=0");

        server.closeConsole();

        assertThat(reader.next("end")).isEqualTo("\"stop\"");
        reader.awaitClosed();
        assertThat(server.events.subscriptions()).isZero();
    }

    /** It fills what lies between us and it, then our queue; then it is given up. */
    @Test
    void aBrowserThatDoesNotReadIsGivenUp() throws Exception {
        server.record(ConsoleServer.WEB);
        Container container = server.containers.get(ConsoleServer.BLUE, ConsoleServer.WEB);
        server.containers.delete(ConsoleServer.BLUE, ConsoleServer.WEB);
        Container.Builder large = container.toBuilder();
        for (int i = 0; i < 10; i++) {
            large.label("label" + i, "x".repeat(4000));
        }
        server.containers.create(ConsoleServer.BLUE, large.build());
        Client viewer = server.login("viewer");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String request = "GET /longshore/api/stream?since=0 HTTP/1.1\r\nHost: localhost\r\nCookie: " + viewer.cookie
                    + "\r\nX-Longshore-Token: " + viewer.token + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            await().atMost(DEADLINE).until(() -> server.events.subscriptions() == 1);

            int told = 0;
            while (server.events.subscriptions() == 1) {
                server.events.publish(new TaskEvent.Paused(ConsoleServer.BLUE, ConsoleServer.WEB));
                assertThat(++told).isLessThan(10_000);
            }

            assertThat(viewer.get("api/overview").status()).isEqualTo(200);
        }
    }

    @Test
    void anOutputIsFollowedUntilTheTaskIsDeleted() throws Exception {
        Path file = directory.toRealPath().resolve("web.log");
        Files.writeString(file, "before\n");
        FakeTask task = server.task(Stdio.toFile(file));
        Reader reader = open(server.login("viewer"), "api/tasks/blue/web/follow?from=7");

        Files.writeString(file, "<script>one\n", StandardOpenOption.APPEND);
        assertThat(reader.next("output")).isEqualTo("{\"text\":\"\\u003cscript\\u003eone\\n\",\"next\":19}");

        // the two bytes of one character come apart
        byte[] bytes = "\u00e4\n".getBytes(StandardCharsets.UTF_8);
        Files.write(file, new byte[] {bytes[0]}, StandardOpenOption.APPEND);
        Files.write(file, new byte[] {bytes[1], bytes[2]}, StandardOpenOption.APPEND);
        assertThat(reader.next("output")).isEqualTo("{\"text\":\"\u00e4\\n\",\"next\":22}");

        Files.writeString(file, "last\n", StandardOpenOption.APPEND);
        task.forceDelete();
        assertThat(reader.next("output")).isEqualTo("{\"text\":\"last\\n\",\"next\":27}");
        assertThat(reader.next("end")).isEqualTo("\"deleted\"");
        reader.awaitClosed();
    }

    @Test
    void anOutputThatWasCutOffIsReadFromItsBegin() throws Exception {
        Path file = directory.toRealPath().resolve("web.log");
        Files.writeString(file, "a long line\n");
        server.task(Stdio.toFile(file));
        Reader reader = open(server.login("viewer"), "api/tasks/blue/web/follow?from=12");

        Files.writeString(file, "new\n");

        assertThat(reader.next("output")).isEqualTo("{\"text\":\"new\\n\",\"next\":4}");
    }
}
