// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Sets up what tests look at, without a browser. */
final class Api {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final ConsoleKaraf karaf;
    private final String namespace;
    private String cookie = "";
    private String token = "";

    private Api(ConsoleKaraf karaf, String namespace) {
        this.karaf = karaf;
        this.namespace = namespace;
    }

    /** The same session, for containers of another namespace. */
    Api in(String other) {
        Api api = new Api(karaf, other);
        api.cookie = cookie;
        api.token = token;
        return api;
    }

    static Api login(ConsoleKaraf karaf, String user) throws IOException, InterruptedException {
        Api api = new Api(karaf, karaf.namespace());
        HttpResponse<String> answer = api.post("login", Map.of("user", user, "password", karaf.password()));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String set = answer.headers().firstValue("Set-Cookie").orElseThrow();
        api.cookie = set.substring(0, set.indexOf(';'));
        api.token = JsonParser.parseString(answer.body())
                .getAsJsonObject()
                .get("token")
                .getAsString();
        return api;
    }

    void run(String id, String... args) throws IOException, InterruptedException {
        container(id, List.of(), args);
    }

    void container(String id, List<String> labels, String... args) throws IOException, InterruptedException {
        done("containers", body(id, true, labels, args));
    }

    /** A task that waits to be started. */
    void create(String id, String... args) throws IOException, InterruptedException {
        done("containers", body(id, false, List.of(), args));
        done("tasks/" + namespace + "/" + id + "/create", Map.of());
    }

    private Map<String, Object> body(String id, boolean run, List<String> labels, String... args) {
        return Map.of(
                "namespace", namespace,
                "id", id,
                "rootfs", karaf.rootfs().toString(),
                "args", args,
                "labels", labels,
                "run", run);
    }

    String state(String id) throws IOException, InterruptedException {
        JsonObject overview = JsonParser.parseString(get("overview")).getAsJsonObject();
        for (JsonElement task : overview.getAsJsonArray("tasks")) {
            if (path(task).equals(namespace + "/" + id)) {
                return task.getAsJsonObject().get("state").getAsString();
            }
        }
        throw new AssertionError("no task " + id);
    }

    void removeAll() throws IOException, InterruptedException {
        JsonObject overview = JsonParser.parseString(get("overview")).getAsJsonObject();
        for (JsonElement task : overview.getAsJsonArray("tasks")) {
            done("tasks/" + path(task) + "/delete", Map.of("force", true));
        }
        for (JsonElement container : overview.getAsJsonArray("containers")) {
            done("containers/" + path(container) + "/delete", Map.of());
        }
    }

    private static String path(JsonElement row) {
        return row.getAsJsonObject().get("namespace").getAsString() + "/"
                + row.getAsJsonObject().get("id").getAsString();
    }

    String get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = CLIENT.send(request(path).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private void done(String path, Map<String, Object> body) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    String token() {
        return token;
    }

    /** With the session's cookie, and nothing else that is not said here. */
    int send(String path, String body, Map<String, String> headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(karaf.address() + path))
                .timeout(Duration.ofSeconds(60))
                .header("Cookie", cookie)
                .POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return CLIENT.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    /** Something that changes a task and asks for nothing more. */
    void change(String id, String operation) throws IOException, InterruptedException {
        done("tasks/" + namespace + "/" + id + "/" + operation, Map.of());
    }

    private HttpResponse<String> post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        HttpRequest request = request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(new Gson().toJson(body)))
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(karaf.address() + "api/" + path))
                .timeout(Duration.ofSeconds(60))
                .header("Cookie", cookie.isEmpty() ? "none=none" : cookie)
                .header("X-Longshore-Token", token);
    }
}
