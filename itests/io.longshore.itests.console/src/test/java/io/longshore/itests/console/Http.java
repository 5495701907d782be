// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.console;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Requests that are made without a browser. */
record Http(String address) {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /** @param basic {@code user:password}, or null */
    HttpResponse<String> get(String path, @Nullable String basic) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        if (basic != null) {
            request.header("Authorization", basic(basic));
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    /** To Jolokia. */
    JsonElement jolokia(String basic, String json) throws IOException, InterruptedException {
        HttpRequest request = request("jolokia/")
                .header("Authorization", basic(basic))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
        return JsonParser.parseString(
                CLIENT.send(request, BodyHandlers.ofString()).body());
    }

    /** With the cookie of a session, as browsers send it. */
    HttpResponse<String> getWithCookie(String path, String cookie) throws IOException, InterruptedException {
        return CLIENT.send(request(path).header("Cookie", cookie).build(), BodyHandlers.ofString());
    }

    /** With the cookie and the token of a session. */
    HttpResponse<String> post(String path, String cookie, String token, String json)
            throws IOException, InterruptedException {
        HttpRequest request = request(path)
                .header("Cookie", "longshore-session=" + cookie)
                .header("X-Longshore-Token", token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofSeconds(30));
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }
}
