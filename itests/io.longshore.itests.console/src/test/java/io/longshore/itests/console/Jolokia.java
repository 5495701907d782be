// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;

/** Our MBeans over HTTP, as one user. */
record Jolokia(ConsoleKaraf karaf, String user) {
    private static final Gson GSON = new Gson();

    /** What an operation gives. */
    JsonElement value(String mbean, String operation, Object... arguments) throws IOException, InterruptedException {
        JsonObject answer = call(mbean, operation, arguments);
        assertThat(answer.get("status").getAsInt())
                .as("%s of %s: %s", operation, mbean, answer)
                .isEqualTo(200);
        return answer.get("value");
    }

    JsonObject call(String mbean, String operation, Object... arguments) throws IOException, InterruptedException {
        JsonObject request = request("exec", mbean);
        request.addProperty("operation", operation);
        request.add("arguments", GSON.toJsonTree(arguments));
        return send(request);
    }

    /** All attributes. */
    JsonObject read(String mbean) throws IOException, InterruptedException {
        JsonObject answer = send(request("read", mbean));
        assertThat(answer.get("status").getAsInt()).as("%s: %s", mbean, answer).isEqualTo(200);
        return answer.getAsJsonObject("value");
    }

    /** That the MBean refuses it for want of a role, and says so in the audit log. */
    void assertRefused(String mbean, String operation, Object... arguments) throws IOException, InterruptedException {
        long before = denials();
        JsonObject answer = call(mbean, operation, arguments);
        assertThat(answer.get("status").getAsInt()).as(operation).isNotEqualTo(200);
        assertThat(answer.get("error_type").getAsString())
                .as("%s of %s: %s", operation, mbean, answer)
                .isEqualTo("java.lang.SecurityException");
        assertThat(denials()).as("audit lines of %s of %s", operation, mbean).isEqualTo(before + 1);
    }

    private long denials() throws IOException {
        return karaf.auditLines().stream()
                .filter(line -> line.startsWith("user=" + user + " ") && line.endsWith(" outcome=denied"))
                .count();
    }

    private static JsonObject request(String type, String mbean) {
        JsonObject request = new JsonObject();
        request.addProperty("type", type);
        request.addProperty("mbean", "io.longshore:" + mbean);
        return request;
    }

    private JsonObject send(JsonObject request) throws IOException, InterruptedException {
        return karaf.http()
                .jolokia(user + ":" + karaf.password(), request.toString())
                .getAsJsonObject();
    }
}
