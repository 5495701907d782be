// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.console;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A site of somebody else, with one page at whatever address; it notes the cookies that it gets. */
final class EvilSite implements AutoCloseable {
    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final List<String> cookies = new CopyOnWriteArrayList<>();

    EvilSite(String page) throws IOException {
        server.createContext("/", exchange -> {
            cookies.addAll(exchange.getRequestHeaders().getOrDefault("Cookie", List.of()));
            byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    /** @param host {@code 127.0.0.1} is the same site as the console to a browser, whatever the port; {@code localhost} is not */
    String address(String host) {
        return "http://" + host + ":" + server.getAddress().getPort() + "/";
    }

    List<String> cookies() {
        return List.copyOf(cookies);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
