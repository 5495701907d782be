// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server asks for the role at every operation, whatever the page offers. */
class RolesTest {
    @TempDir
    Path directory;

    private ConsoleServer server;

    @BeforeEach
    void start() throws Exception {
        server = new ConsoleServer(directory);
        server.task();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"overview", "tasks/blue/web/samples", "tasks/blue/web/events"})
    void everybodyReads(String path) throws Exception {
        for (String user : new String[] {"viewer", "manager", "admin"}) {
            assertThat(server.login(user).get("api/" + path).status()).as(user).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tasks/blue/web/start, startTask",
        "tasks/blue/web/kill, killTask",
        "tasks/blue/web/pause, pauseTask",
        "tasks/blue/web/resume, resumeTask",
        "tasks/blue/web/exec, execTask"
    })
    void managersRun(String path, String operation) throws Exception {
        assertRefused("viewer", path, operation);
        assertAllowed("manager", path);
        assertAllowed("admin", path);
    }

    @ParameterizedTest
    @CsvSource({
        "tasks/blue/web/create, createTask",
        "tasks/blue/web/update, updateTask",
        "tasks/blue/web/checkpoint, checkpointTask",
        "tasks/blue/web/delete, deleteTask",
        "containers/blue/web/delete, deleteContainer",
        "containers, createContainer"
    })
    void adminsDoTheRest(String path, String operation) throws Exception {
        assertRefused("viewer", path, operation);
        assertRefused("manager", path, operation);
        assertAllowed("admin", path);
    }

    @Test
    void forceAndRunAreOperationsOfTheirOwn() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            Client manager = server.login("manager");
            manager.post("api/tasks/blue/web/delete", "{\"force\":true}");
            manager.post("api/containers", "{\"run\":true,\"namespace\":\"blue\",\"id\":\"db\"}");

            assertThat(log.audit())
                    .containsExactly(
                            "user=manager operation=forceDeleteTask namespace=blue id=web outcome=denied",
                            "user=manager operation=runContainer namespace=blue id=db outcome=denied");
        }
    }

    private void assertRefused(String user, String path, String operation) throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            String body = "{\"namespace\":\"blue\",\"id\":\"web\"}";
            assertThat(server.login(user).post("api/" + path, body).status())
                    .as(user)
                    .isEqualTo(403);
            assertThat(log.audit())
                    .containsExactly(
                            "user=" + user + " operation=" + operation + " namespace=blue id=web outcome=denied");
        }
    }

    /** It may fail for other reasons, since nothing was said about what exactly to do. */
    private void assertAllowed(String user, String path) throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            assertThat(server.login(user).post("api/" + path, "{}").status())
                    .as(user)
                    .isNotIn(401, 403);
            assertThat(log.audit()).singleElement().asString().doesNotContain("denied");
        }
    }
}
