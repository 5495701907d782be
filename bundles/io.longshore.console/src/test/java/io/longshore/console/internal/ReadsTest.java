// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.longshore.api.ExecId;
import io.longshore.api.containers.Container;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.fakes.FakeTask;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import io.longshore.console.internal.Client.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadsTest {
    @TempDir
    Path directory;

    private ConsoleServer server;
    private Client viewer;
    private Path file;

    @BeforeEach
    void start() throws Exception {
        server = new ConsoleServer(directory);
        viewer = server.login("viewer");
        file = directory.toRealPath().resolve("web.log");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void theOverviewHasAllContainersAndTasksAndNoSecrets() throws Exception {
        FakeTask task = server.task();
        task.start();
        server.events.publish(new TaskEvent.Started(ConsoleServer.BLUE, ConsoleServer.WEB, 4711));

        Answer answer = viewer.get("api/overview");

        JsonObject overview = answer.json();
        assertThat(overview.get("instance").getAsString()).isEqualTo("test");
        assertThat(overview.get("sequence").getAsLong()).isEqualTo(1);
        JsonObject container = overview.getAsJsonArray("containers").get(0).getAsJsonObject();
        assertThat(container.get("args").toString()).isEqualTo("[\"nginx\",\"-g\",\"daemon off;\"]");
        JsonObject row = overview.getAsJsonArray("tasks").get(0).getAsJsonObject();
        assertThat(row.get("state").getAsString()).isEqualTo("RUNNING");
        assertThat(row.get("exit").isJsonNull()).isTrue();
        assertThat(answer.text()).doesNotContain("hunter2");
    }

    @Test
    void aContainerWithoutATaskIsThereToo() throws Exception {
        server.record(ConsoleServer.WEB);

        JsonObject overview = viewer.get("api/overview").json();

        assertThat(overview.getAsJsonArray("tasks")).isEmpty();
        assertThat(overview.getAsJsonArray("containers")).hasSize(1);
        assertThat(viewer.get("api/tasks/blue/db/output").status()).isEqualTo(404);
        assertThat(viewer.get("api/tasks/blue/a%20b/output").status()).isEqualTo(400);
        assertThat(viewer.get("api/tasks/blue/web").status()).isEqualTo(404);
    }

    @Test
    void aTaskIsReadWithTheProcessesThatWereAdded() throws Exception {
        FakeTask task = server.task();
        FakeProcess process = new FakeProcess(new ExecId("more"), ExecOptions.of("sh"), started -> {});
        process.start();
        task.processes.add(process);

        assertThat(processes()).isEqualTo("[{\"id\":\"more\",\"state\":\"RUNNING\",\"pid\":4712,\"exit\":null}]");
        process.exit.complete(Exit.exited(3, FakeProcess.ENDED));
        assertThat(processes()).contains("\"state\":\"STOPPED\"", "\"status\":3");
    }

    private String processes() throws Exception {
        JsonObject task =
                viewer.get("api/overview").json().getAsJsonArray("tasks").get(0).getAsJsonObject();
        return task.get("processes").toString();
    }

    /** Markup in what people and containers write is text: in JSON, and escaped on top of that. */
    @Test
    void markupStaysText() throws Exception {
        String markup = "</script><img src=x onerror=alert(1)>";
        server.record(ConsoleServer.WEB);
        Container container = server.containers.get(ConsoleServer.BLUE, ConsoleServer.WEB);
        server.containers.delete(ConsoleServer.BLUE, ConsoleServer.WEB);
        server.containers.create(
                ConsoleServer.BLUE,
                container.toBuilder().label("note", markup).image(markup).build());

        Answer answer = viewer.get("api/overview");

        assertThat(answer.text()).doesNotContain("<").contains("\\u003c/script\\u003e");
        JsonObject row = answer.json().getAsJsonArray("containers").get(0).getAsJsonObject();
        assertThat(row.getAsJsonObject("labels").get("note").getAsString()).isEqualTo(markup);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json;charset=utf-8");
    }

    @Test
    void theLastLinesOfTheOutput() throws Exception {
        Files.writeString(file, "one\ntwo\n<b>three</b>\nfour");
        server.task(Stdio.toFile(file));

        JsonObject last = viewer.get("api/tasks/blue/web/output?lines=2").json();
        assertThat(last.get("text").getAsString()).isEqualTo("<b>three</b>\nfour");
        assertThat(last.get("next").getAsLong()).isEqualTo(Files.size(file));
        assertThat(last.get("cut").getAsBoolean()).isTrue();

        JsonObject all = viewer.get("api/tasks/blue/web/output?lines=9").json();
        assertThat(all.get("text").getAsString()).isEqualTo("one\ntwo\n<b>three</b>\nfour");
        assertThat(all.get("cut").getAsBoolean()).isFalse();
    }

    @Test
    void aLineFeedAtTheEndBeginsNoLine() throws Exception {
        Files.writeString(file, "one\ntwo\n");
        server.task(Stdio.toFile(file));

        assertThat(viewer.get("api/tasks/blue/web/output?lines=1")
                        .json()
                        .get("text")
                        .getAsString())
                .isEqualTo("two\n");
    }

    @Test
    void ofAHugeOutputOnlyTheEndIsRead() throws Exception {
        Files.write(file, "x".repeat(3_000_000).getBytes(StandardCharsets.UTF_8));
        server.task(Stdio.toFile(file));

        JsonObject tail = viewer.get("api/tasks/blue/web/output?lines=100000").json();

        assertThat(tail.get("text").getAsString()).hasSize(256 * 1024);
        assertThat(tail.get("cut").getAsBoolean()).isTrue();
    }

    @Test
    void stderrMayGoElsewhere() throws Exception {
        Path errors = directory.toRealPath().resolve("errors.log");
        Files.writeString(file, "out");
        Files.writeString(errors, "err");
        server.task(new Stdio("", "file://" + file, "file://" + errors, false));

        assertThat(viewer.get("api/tasks/blue/web/output?stream=stderr")
                        .json()
                        .get("text")
                        .getAsString())
                .isEqualTo("err");
        assertThat(viewer.get("api/tasks/blue/web/output").json().get("text").getAsString())
                .isEqualTo("out");
    }

    @Test
    void anOutputThatIsNoFileIsNotRead() throws Exception {
        server.task(new Stdio("", "/run/fifo", "binary:///bin/logger", false));

        assertThat(viewer.get("api/tasks/blue/web/output").status()).isEqualTo(409);
        assertThat(viewer.get("api/tasks/blue/web/output?stream=stderr").status())
                .isEqualTo(409);
        assertThat(viewer.get("api/tasks/blue/web/follow").status()).isEqualTo(409);
    }

    @Test
    void aDirectoryOrAMissingFileIsNotRead() throws Exception {
        server.task(new Stdio("", "file://" + directory.toRealPath(), "file://" + file, false));

        assertThat(viewer.get("api/tasks/blue/web/output").status()).isEqualTo(409);
        assertThat(viewer.get("api/tasks/blue/web/output?stream=stderr").status())
                .isEqualTo(404);
    }

    /** Who can write where the output is, a container for example, must not choose what viewers read. */
    @Test
    void noSymbolicLinkIsFollowed() throws Exception {
        Path secret = directory.toRealPath().resolve("shadow");
        Files.writeString(secret, "secret");
        Files.createSymbolicLink(file, secret);
        Path inner = Files.createDirectory(directory.toRealPath().resolve("inner"));
        Files.writeString(inner.resolve("x.log"), "secret");
        Path link = Files.createSymbolicLink(directory.toRealPath().resolve("link"), inner);
        server.task(new Stdio("", "file://" + file, "file://" + link + "/x.log", false));

        assertThat(viewer.get("api/tasks/blue/web/output").status()).isEqualTo(409);
        Answer second = viewer.get("api/tasks/blue/web/output?stream=stderr");
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.text()).doesNotContain("secret\"");
    }

    @Test
    void itsEventsOldestFirst() throws Exception {
        server.task();
        server.events.publish(new TaskEvent.Started(ConsoleServer.BLUE, ConsoleServer.WEB, 4711));
        server.events.publish(new TaskEvent.Paused(ConsoleServer.BLUE, ConsoleServer.WEB));

        var events = viewer.get("api/tasks/blue/web/events").element().getAsJsonArray();

        assertThat(events).hasSize(2);
        assertThat(events.get(0).getAsJsonObject().get("topic").getAsString()).isEqualTo("/tasks/start");
        assertThat(events.get(1).getAsJsonObject().get("topic").getAsString()).isEqualTo("/tasks/paused");
    }

    @Test
    void numbersInAnAddressAreChecked() throws Exception {
        server.task();

        assertThat(viewer.get("api/tasks/blue/web/output?lines=-1").status()).isEqualTo(400);
        assertThat(viewer.get("api/stream?since=x").status()).isEqualTo(400);
    }
}
