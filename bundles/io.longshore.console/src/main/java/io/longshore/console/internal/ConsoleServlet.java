// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.io.IOException;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** Everything at {@code /longshore} but Jolokia. */
final class ConsoleServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String API = "/api/";

    private final transient Door door;
    private final transient Pages pages;
    private final transient Api api;

    ConsoleServlet(Door door, Pages pages, Api api) {
        this.door = door;
        this.pages = pages;
        this.api = api;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        SecurityHeaders.set(response);
        try {
            door.check(request);
            String path = request.getPathInfo() == null ? request.getServletPath() : request.getPathInfo();
            if (path.startsWith(API)) {
                door.checkSameSite(request);
                api.handle(request, response, path.substring(API.length()));
            } else if (request.getMethod().equals("GET") || request.getMethod().equals("HEAD")) {
                pages.send(path.substring(1), request.getMethod().equals("GET"), response);
            } else {
                throw Problem.methodNotAllowed(request.getMethod());
            }
        } catch (RuntimeException e) {
            Answers.send(response, e);
        }
    }
}
