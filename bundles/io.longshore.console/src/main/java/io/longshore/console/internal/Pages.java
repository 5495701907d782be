// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import javax.servlet.http.HttpServletResponse;

/** The page and its few files: these and no others, whatever is asked for. */
final class Pages {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "svg", "image/svg+xml");

    private final Map<String, byte[]> files = new HashMap<>();

    Pages() {
        for (String name : new String[] {
            "index.html",
            "console.css",
            "icon.svg",
            "main.js",
            "server.js",
            "token.js",
            "events.js",
            "live.js",
            "store.js",
            "dom.js",
            "chart.js",
            "login.js",
            "list.js",
            "task.js",
            "output.js",
            "processes.js",
            "dialogs.js",
            "format.js"
        }) {
            files.put(name, load(name));
        }
    }

    private static byte[] load(String name) {
        try (InputStream in = Pages.class.getResourceAsStream("/web/" + name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing in this bundle");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param name without the slash before it */
    void send(String name, boolean withBody, HttpServletResponse response) throws IOException {
        String file = name.isEmpty() ? "index.html" : name;
        byte[] content = files.get(file);
        if (content == null) {
            throw Problem.notFound("there is no such page");
        }
        response.setContentType(TYPES.get(file.substring(file.lastIndexOf('.') + 1)));
        response.setContentLength(content.length);
        if (withBody) {
            response.getOutputStream().write(content);
        }
    }
}
