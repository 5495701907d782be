// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.http.HttpResponse;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The MBean of the runtime over HTTP: everybody may do there what he may do over RMI, and nothing else is within reach. */
@ExtendWith(KarafParameter.class)
class JolokiaIT {
    private final ConsoleKaraf karaf;
    private final String namespace;

    JolokiaIT(ConsoleKaraf karaf) {
        this.karaf = karaf;
        this.namespace = karaf.namespace();
    }

    @AfterEach
    void remove() throws Exception {
        for (var task : value("admin", "listTasks", namespace).getAsJsonArray()) {
            value(
                    "admin",
                    "forceDeleteTask",
                    namespace,
                    task.getAsJsonObject().get("id").getAsString());
        }
        for (var container : value("admin", "listContainers", namespace).getAsJsonArray()) {
            value(
                    "admin",
                    "deleteContainer",
                    namespace,
                    container.getAsJsonObject().get("id").getAsString());
        }
    }

    @Test
    void everybodyReads() throws Exception {
        for (String user : ConsoleKaraf.USERS) {
            String body = "{\"type\":\"read\",\"mbean\":\"io.longshore:type=Runtime,name=root\"}";
            JsonObject answer = karaf.http().jolokia(credentials(user), body).getAsJsonObject();
            assertThat(answer.get("status").getAsInt()).as(user).isEqualTo(200);
            assertThat(answer.getAsJsonObject("value").get("Name").getAsString())
                    .isEqualTo("root");
            assertThat(value(user, "listTasks", "").isJsonArray()).isTrue();
            assertThat(value(user, "listContainers", "").isJsonArray()).isTrue();
            assertThat(call(user, "listEvents", "0", "10").get("status").getAsInt())
                    .isEqualTo(200);
        }
    }

    @Test
    void aViewerChangesNothing() throws Exception {
        createTask("web");
        String[][] calls = {
            {"startTask", namespace, "web"},
            {"killTask", namespace, "web", "KILL"},
            {"deleteTask", namespace, "web"},
            {"forceDeleteTask", namespace, "web"},
            {"deleteContainer", namespace, "web"},
            {"createTask", namespace, "web", ""},
            {"createContainerFromSpec", namespace, "db", "{}"}
        };
        for (String[] call : calls) {
            assertRefused("viewer", call);
        }
        assertThat(state("web")).isEqualTo("CREATED");
    }

    @Test
    void aManagerStartsAndKillsAndNothingElse() throws Exception {
        createTask("web");

        value("manager", "startTask", namespace, "web");
        assertThat(state("web")).isEqualTo("RUNNING");
        for (String operation : new String[] {"deleteTask", "forceDeleteTask", "deleteContainer"}) {
            assertRefused("manager", operation, namespace, "web");
        }
        value("manager", "killTask", namespace, "web", "KILL");

        JsonObject exit = value("viewer", "waitTask", namespace, "web", "30000").getAsJsonObject();
        assertThat(exit.get("exitStatus").getAsInt()).isEqualTo(137);
    }

    @Test
    void anAdminDoesItAll() throws Exception {
        createTask("web");
        value("admin", "startTask", namespace, "web");
        value("admin", "killTask", namespace, "web", "KILL");
        value("admin", "waitTask", namespace, "web", "30000");

        JsonObject exit = value("admin", "deleteTask", namespace, "web").getAsJsonObject();

        assertThat(exit.get("exitStatus").getAsInt()).isEqualTo(137);
        value("admin", "deleteContainer", namespace, "web");
        assertThat(value("admin", "listContainers", namespace).getAsJsonArray()).isEmpty();
        assertThat(karaf.auditLines())
                .contains("user=admin operation=deleteContainer namespace=" + namespace + " id=web outcome=done");
    }

    @Test
    void karafsOwnMBeansAreOutOfReachAlsoForAdmins() throws Exception {
        for (String body : new String[] {
            "{\"type\":\"exec\",\"mbean\":\"org.apache.karaf:type=bundle,name=root\",\"operation\":"
                    + "\"install(java.lang.String)\",\"arguments\":[\"file:/nothing.jar\"]}",
            "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\",\"attribute\":\"SystemProperties\"}",
            "{\"type\":\"exec\",\"mbean\":\"com.sun.management:type=DiagnosticCommand\",\"operation\":"
                    + "\"compilerDirectivesAdd\",\"arguments\":[[\"/etc/passwd\"]]}"
        }) {
            JsonObject answer = karaf.http().jolokia(credentials("admin"), body).getAsJsonObject();
            assertThat(answer.get("status").getAsInt()).as(body).isEqualTo(403);
        }
    }

    @Test
    void nobodyGetsInWithoutARole() throws Exception {
        assertThat(karaf.http().get("jolokia/version", null).statusCode()).isEqualTo(401);
        assertThat(karaf.http().get("jolokia/version", credentials("stranger")).statusCode())
                .isEqualTo(403);
        HttpResponse<String> version = karaf.http().get("jolokia/version", credentials("viewer"));
        assertThat(version.statusCode()).isEqualTo(200);
    }

    private void createTask(String id) throws Exception {
        JsonArray args = new JsonArray();
        args.add("sleep");
        args.add("600");
        call("admin", "createContainer", namespace, id, karaf.rootfs().toString(), args.toString());
        value("admin", "createTask", namespace, id, "");
    }

    private String state(String id) throws Exception {
        for (var task : value("viewer", "listTasks", namespace).getAsJsonArray()) {
            if (task.getAsJsonObject().get("id").getAsString().equals(id)) {
                return task.getAsJsonObject().get("state").getAsString();
            }
        }
        throw new AssertionError("no task " + id);
    }

    private void assertRefused(String user, String... call) throws Exception {
        JsonObject answer = call(user, call[0], Arrays.copyOfRange(call, 1, call.length));
        assertThat(answer.get("status").getAsInt()).as(call[0]).isNotEqualTo(200);
        assertThat(answer.get("error_type").getAsString()).as(call[0]).isEqualTo("java.lang.SecurityException");
        assertThat(karaf.auditLines())
                .anyMatch(line -> line.startsWith("user=" + user + " operation=" + call[0] + " ")
                        && line.endsWith(" outcome=denied"));
    }

    private JsonElement value(String user, String operation, String... arguments) throws Exception {
        JsonObject answer = call(user, operation, arguments);
        assertThat(answer.get("status").getAsInt()).as(answer.toString()).isEqualTo(200);
        return answer.get("value");
    }

    private JsonObject call(String user, String operation, String... arguments) throws Exception {
        JsonObject request = new JsonObject();
        request.addProperty("type", "exec");
        request.addProperty("mbean", "io.longshore:type=Runtime,name=root");
        request.addProperty("operation", operation);
        JsonArray list = new JsonArray();
        for (String argument : arguments) {
            if (argument.startsWith("[")) {
                list.add(JsonParser.parseString(argument));
            } else {
                list.add(argument);
            }
        }
        request.add("arguments", list);
        return karaf.http().jolokia(credentials(user), request.toString()).getAsJsonObject();
    }

    private String credentials(String user) {
        return user + ":" + karaf.password();
    }
}
