// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.longshore.api.CancelledException;
import io.longshore.api.ContainerId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.containers.Container;
import io.longshore.api.fakes.FakeTask;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.TaskState;
import io.longshore.console.internal.Client.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangesTest {
    private static final ContainerId DB = new ContainerId("db");

    @TempDir
    Path directory;

    private ConsoleServer server;
    private Client admin;

    @BeforeEach
    void start() throws Exception {
        server = new ConsoleServer(directory);
        admin = server.login("admin");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void aNewContainerHasWhatWasTyped() throws Exception {
        Answer answer = admin.post("api/containers", """
                {"namespace": "blue", "id": "db", "rootfs": "/srv/db", "args": ["sleep", "60"], "env": ["A=b=c"],
                 "labels": ["tier=data"], "memoryLimit": 67108864, "cpuPercent": 50, "pidsLimit": 20}""");

        assertThat(answer.status()).isEqualTo(200);
        Container container = server.containers.get(ConsoleServer.BLUE, DB);
        assertThat(container.labels()).containsEntry("tier", "data");
        assertThat(container.spec().text())
                .contains("\"args\":[\"sleep\",\"60\"]", "\"A=b=c\"", "\"/srv/db\"", "\"limit\":67108864")
                .contains("\"quota\":50000", "\"period\":100000", "\"limit\":20");
        assertThat(server.runtime.list()).isEmpty();
    }

    @Test
    void aContainerThatIsRunWritesToAFileThatOnlyKarafReads() throws Exception {
        assertThat(run("db").status()).isEqualTo(200);

        FakeTask task = server.runtime.get(ConsoleServer.BLUE, DB);
        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
        Path file = directory.resolve("output/blue,db.log");
        assertThat(task.info().stdio().stdout()).isEqualTo("file://" + file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void ofAContainerThatCannotBeRunNothingIsLeft() throws Exception {
        server.runtime.onStart = task -> {
            throw new FailedPreconditionException("no such program");
        };

        Answer answer = run("db");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.kind()).isEqualTo("FailedPrecondition");
        assertThat(answer.message()).isEqualTo("no such program");
        assertThat(server.runtime.list()).isEmpty();
        assertThat(server.containers.list(ConsoleServer.BLUE)).isEmpty();
        assertThat(directory.resolve("output")).isEmptyDirectory();
    }

    /** When the console stops. */
    @Test
    void ofAContainerWhoseRunIsInterruptedNothingIsLeft() throws Exception {
        server.runtime.onStart = task -> {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted");
        };

        assertThat(run("db").status()).isEqualTo(503);

        assertThat(server.runtime.list()).isEmpty();
        assertThat(server.containers.list(ConsoleServer.BLUE)).isEmpty();
        assertThat(directory.resolve("output")).isEmptyDirectory();
    }

    @Test
    void ofATaskThatCannotBeCreatedNoOutputIsLeft() throws Exception {
        assertThat(post("create", "{}")).isEqualTo(404);

        assertThat(directory.resolve("output")).isEmptyDirectory();
    }

    @Test
    void whatAnEarlierTaskWroteStaysWhenTheNextOneCannotBeRun() throws Exception {
        Path file = Files.createDirectory(directory.resolve("output")).resolve("blue,db.log");
        Files.writeString(file, "why it ended");
        server.runtime.onStart = task -> {
            throw new FailedPreconditionException("no such program");
        };

        run("db");

        assertThat(file).hasContent("why it ended");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"namespace\":\"../x\",\"id\":\"a\",\"rootfs\":\"/r\",\"args\":[\"a\"]}",
                "{\"namespace\":\"blue\",\"id\":\"<img>\",\"rootfs\":\"/r\",\"args\":[\"a\"]}",
                "{\"namespace\":\"blue\",\"id\":\"a\",\"rootfs\":\"r\",\"args\":[\"a\"]}",
                "{\"namespace\":\"blue\",\"id\":\"a\",\"rootfs\":\"/r\\u0000\",\"args\":[\"a\"]}",
                "{\"namespace\":\"blue\",\"id\":\"a\",\"rootfs\":\"/r\",\"args\":[]}",
                "{\"namespace\":\"blue\",\"id\":\"a\",\"rootfs\":\"/r\",\"args\":\"a\"}",
                "{\"namespace\":\"blue\",\"id\":\"a\",\"rootfs\":\"/r\",\"args\":[1]}",
                "{\"namespace\":\"blue\",\"id\":\"a\",\"rootfs\":\"/r\",\"args\":[\"a\"],\"env\":[\"=x\"]}",
                "{\"namespace\":\"blue\",\"id\":\"a\",\"rootfs\":\"/r\",\"args\":[\"a\"],\"memoryLimit\":1.5}",
                "{\"namespace\":\"blue\",\"id\":\"a\",\"rootfs\":\"/r\",\"args\":[\"a\"],\"memoryLimit\":-5}",
                "{\"namespace\":\"blue\",\"id\":\"a\",\"rootfs\":\"/r\",\"args\":[\"a\"],\"cpuPercent\":0}",
                "{\"namespace\":\"blue\",\"id\":\"a\",\"rootfs\":\"/r\",\"args\":[\"a\"],\"run\":\"yes\"}",
                "{\"namespace\":7,\"id\":\"a\"}"
            })
    void whatMakesNoContainerIsRefused(String body) throws Exception {
        Answer answer = admin.post("api/containers", body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(server.containers.listAll()).isEmpty();
    }

    @Test
    void aTaskIsCreatedStartedPausedKilledAndDeleted() throws Exception {
        server.record(ConsoleServer.WEB);

        assertThat(post("create", "{}")).isEqualTo(200);
        assertThat(state()).isEqualTo(TaskState.CREATED);
        assertThat(post("start", "{}")).isEqualTo(200);
        assertThat(state()).isEqualTo(TaskState.RUNNING);
        assertThat(post("pause", "{}")).isEqualTo(200);
        assertThat(state()).isEqualTo(TaskState.PAUSED);
        assertThat(post("resume", "{}")).isEqualTo(200);
        assertThat(state()).isEqualTo(TaskState.RUNNING);
        assertThat(post("delete", "{}")).as("it runs").isEqualTo(409);
        FakeTask task = server.runtime.get(ConsoleServer.BLUE, ConsoleServer.WEB);
        assertThat(post("kill", "{\"signal\":\"TERM\",\"all\":true}")).isEqualTo(200);
        assertThat(task.signals).containsExactly("SIGTERM all");
        assertThat(post("delete", "{}")).isEqualTo(200);
        assertThat(server.runtime.list()).isEmpty();
    }

    @Test
    void aTaskThatRunsIsDeletedByForce() throws Exception {
        server.task().start();

        assertThat(post("delete", "{\"force\":true}")).isEqualTo(200);

        assertThat(server.runtime.list()).isEmpty();
    }

    @Test
    void limitsAreChanged() throws Exception {
        FakeTask task = server.task();

        assertThat(post("update", "{\"memoryLimit\":1048576,\"cpuPercent\":150}"))
                .isEqualTo(200);

        assertThat(task.updates)
                .singleElement()
                .satisfies(limits -> assertThat(limits.toJson())
                        .isEqualTo("{\"memory\":{\"limit\":1048576},\"cpu\":{\"quota\":150000,\"period\":100000}}"));
    }

    @Test
    void aContainerIsDeletedWithItsOutputButNotWhileItHasATask() throws Exception {
        run("db");
        Path file = directory.resolve("output/blue,db.log");

        assertThat(admin.post("api/containers/blue/db/delete", "{}").status()).isEqualTo(409);
        assertThat(file).exists();
        server.runtime.get(ConsoleServer.BLUE, DB).forceDelete();

        assertThat(admin.post("api/containers/blue/db/delete", "{}").status()).isEqualTo(200);
        assertThat(file).doesNotExist();
        assertThat(server.containers.list(ConsoleServer.BLUE)).isEmpty();
    }

    @Test
    void aCommandIsRunAndSaysHowItEnded() throws Exception {
        FakeTask task = server.task();
        AtomicReference<FakeProcess> process = new AtomicReference<>();
        task.onExec = (id, options) -> {
            process.set(
                    new FakeProcess(id, options, started -> started.exit.complete(Exit.exited(3, FakeProcess.ENDED))));
            return process.get();
        };
        server.streams.stdout = "out\n";
        server.streams.stderr = "<b>err</b>\n";

        Answer answer = admin.post("api/tasks/blue/web/exec", "{\"args\":[\"ls\",\"-l\"]}");

        assertThat(answer.status()).isEqualTo(200);
        JsonObject result = answer.json();
        assertThat(result.getAsJsonObject("exit").get("status").getAsInt()).isEqualTo(3);
        assertThat(result.get("stdout").getAsString()).isEqualTo("out\n");
        assertThat(result.get("stderr").getAsString()).isEqualTo("<b>err</b>\n");
        assertThat(result.get("killed").getAsBoolean()).isFalse();
        assertThat(process.get().options.args()).containsExactly("ls", "-l");
        assertThat(process.get().deleted).isTrue();
        assertThat(server.streams.open).hasValue(0);
    }

    @Test
    void aCommandThatTakesTooLongIsKilledAndItsOutputIsCutOff() throws Exception {
        FakeTask task = server.task();
        task.onExec = (id, options) -> new FakeProcess(id, options, started -> {});
        server.streams.stdout = "x".repeat(1_000_000);

        Answer answer = admin.post("api/tasks/blue/web/exec", "{\"args\":[\"yes\"]}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("killed").getAsBoolean()).isTrue();
        assertThat(answer.json().get("cut").getAsBoolean()).isTrue();
        assertThat(answer.json().get("stdout").getAsString()).hasSize(128 * 1024);
        assertThat(answer.json().getAsJsonObject("exit").get("status").getAsInt())
                .isEqualTo(137);
    }

    @Test
    void aCommandThatCannotBeStartedLeavesNothingOpen() throws Exception {
        FakeTask task = server.task();
        task.onExec = (id, options) -> {
            throw new FailedPreconditionException("it does not run");
        };

        Answer answer = admin.post("api/tasks/blue/web/exec", "{\"args\":[\"ls\"]}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(server.streams.open).hasValue(0);
    }

    @Test
    void errorsHaveTheirStatusKindAndWords() throws Exception {
        Answer missing = admin.post("api/tasks/blue/web/start", "{}");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.kind()).isEqualTo("NotFound");
        assertThat(missing.message()).isEqualTo("there is no task web in namespace blue");

        server.task();
        assertThat(admin.post("api/tasks/blue/web/kill", "{\"signal\":\"NONE\"}")
                        .status())
                .isEqualTo(400);
        assertThat(admin.post("api/tasks/blue/web/checkpoint", "{\"directory\":\"x\"}")
                        .status())
                .isEqualTo(400);
        assertThat(admin.post("api/tasks/blue/web/explode", "{}").status()).isEqualTo(404);
    }

    @Test
    void whatIsWrongWithUsIsNotTold() throws Exception {
        server.task();
        server.runtime.onStart = task -> {
            throw new IllegalStateException("secret");
        };

        Answer answer = run("db");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "kill"})
    void oneAuditLineSaysWhoAndWhatAndHowItWent(String operation) throws Exception {
        server.task();
        try (CapturedLog log = new CapturedLog()) {
            admin.post("api/tasks/blue/web/" + operation, "{\"signal\":\"KILL\"}");
            admin.post("api/tasks/blue/no%0Auser=root/" + operation, "{\"signal\":\"KILL\"}");

            assertThat(log.audit()).hasSize(2);
            assertThat(log.audit().get(0))
                    .isEqualTo("user=admin operation=" + operation + "Task namespace=blue id=web outcome=done");
            assertThat(log.audit().get(1)).contains("outcome=\"InvalidArgument: ");
        }
    }

    private Answer run(String id) throws Exception {
        return admin.post(
                "api/containers",
                "{\"namespace\":\"blue\",\"id\":\"" + id + "\",\"rootfs\":\"/srv\",\"args\":[\"a\"],\"run\":true}");
    }

    private int post(String operation, String body) throws Exception {
        return admin.post("api/tasks/blue/web/" + operation, body).status();
    }

    private TaskState state() {
        return server.runtime.get(ConsoleServer.BLUE, ConsoleServer.WEB).info().state();
    }
}
