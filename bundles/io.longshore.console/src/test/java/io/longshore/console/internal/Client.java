// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a browser does, and what it never would. */
final class Client {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /** An answer. */
    record Answer(int status, String text, HttpResponse<String> response) {
        JsonObject json() {
            return JsonParser.parseString(text).getAsJsonObject();
        }

        JsonElement element() {
            return JsonParser.parseString(text);
        }

        String message() {
            return json().get("message").getAsString();
        }

        String kind() {
            return json().get("kind").getAsString();
        }

        @Nullable
        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }
    }

    private final String address;
    private final List<String> headers = new ArrayList<>();

    @Nullable
    String cookie;

    @Nullable
    String token;

    Client(String address) {
        this.address = address;
    }

    /** Sends this with all requests from now on. */
    Client with(String name, String value) {
        headers.add(name);
        headers.add(value);
        return this;
    }

    Client withBasic(String user, String password) {
        return with(
                "Authorization",
                "Basic "
                        + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }

    Answer login(String user, String password) throws Exception {
        JsonObject body = new JsonObject();
        body.addProperty("user", user);
        body.addProperty("password", password);
        Answer answer = post("api/login", body.toString());
        if (answer.status() == 200) {
            String set = String.valueOf(answer.header("Set-Cookie"));
            cookie = set.substring(0, set.indexOf(';'));
            token = answer.json().get("token").getAsString();
        }
        return answer;
    }

    Answer get(String path) throws Exception {
        return send("GET", path, null);
    }

    Answer post(String path, String json) throws Exception {
        return send("POST", path, json);
    }

    Answer send(String method, String path, @Nullable String body) throws Exception {
        HttpResponse<String> response = HTTP.send(request(method, path, body), BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body(), response);
    }

    /** The lines of a stream of events, as they come; to be closed. */
    Stream<String> lines(String path) throws Exception {
        HttpResponse<Stream<String>> response = HTTP.send(request("GET", path, null), BodyHandlers.ofLines());
        if (response.statusCode() != 200) {
            throw new IllegalStateException("status " + response.statusCode());
        }
        return response.body();
    }

    /** The first line of the answer to a request, or to the part of it that is sent. */
    static String answerTo(int port, String request) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStreamReader reader = new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8);
            return String.valueOf(new BufferedReader(reader).readLine());
        }
    }

    private HttpRequest request(String method, String path, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(Duration.ofSeconds(20))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null && !headers.contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        if (cookie != null) {
            request.header("Cookie", cookie);
        }
        if (token != null) {
            request.header("X-Longshore-Token", token);
        }
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        return request.build();
    }
}
