// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.access.Caller;
import io.longshore.api.LongshoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import javax.security.auth.Subject;
import javax.servlet.ServletException;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.jolokia.http.AgentServlet;
import org.jspecify.annotations.Nullable;

/**
 * Jolokia behind our door: basic authentication, and every request in the name of who has logged in, so that the MBeans see
 * his roles.
 */
final class JolokiaServlet extends AgentServlet {
    private static final long serialVersionUID = 1L;
    private static final long MAX_BYTES = 256 * 1024;
    private static final String BASIC = "basic ";

    /** Some operations wait, and do so on a thread of the HTTP service, which others need, too. */
    static final int MOST_AT_ONCE = 16;

    static final int MOST_OF_ONE_USER = 4;

    private final transient Door door;
    private final transient Gate gate;
    private final transient Semaphore free = new Semaphore(MOST_AT_ONCE);
    private final transient AtOnce ofEach = new AtOnce(MOST_OF_ONE_USER);

    JolokiaServlet(Door door, Gate gate) {
        super(new OurMBeansOnly());
        this.door = door;
        this.gate = gate;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        SecurityHeaders.set(response);
        if (!free.tryAcquire()) {
            Answers.send(response, Problem.busy("too many requests are being answered; try again in a moment"));
            return;
        }
        try {
            answer(request, response);
        } finally {
            free.release();
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        Subject subject;
        try {
            check(request);
            subject = login(request);
        } catch (Problem | LongshoreException e) {
            if (e instanceof Problem problem && problem.status() == 401) {
                response.setHeader("WWW-Authenticate", "Basic realm=\"Longshore\", charset=\"UTF-8\"");
            }
            Answers.send(response, e);
            return;
        }
        String user = Caller.of(subject).name();
        if (!ofEach.begin(user)) {
            Answers.send(response, Problem.busy("too many requests of yours are being answered; wait for one of them"));
            return;
        }
        try {
            serviceAs(subject, request, response);
        } finally {
            ofEach.end(user);
        }
    }

    private void check(HttpServletRequest request) {
        door.check(request);
        door.checkSameSite(request);
        switch (request.getMethod()) {
            case "GET" -> {
                // makes the answer a script, which pages of other sites can load
                if (request.getParameter("callback") != null) {
                    throw Problem.badRequest("no callbacks here");
                }
                if (!JolokiaPath.onlyReads(request)) {
                    throw Problem.methodNotAllowed("GET");
                }
            }
            case "POST" -> {
                if (request.getContentLengthLong() < 0) {
                    throw Problem.lengthRequired();
                }
                if (request.getContentLengthLong() > MAX_BYTES) {
                    throw Problem.tooLarge(MAX_BYTES);
                }
            }
            default -> throw Problem.methodNotAllowed(request.getMethod());
        }
    }

    private Subject login(HttpServletRequest request) {
        String[] credentials = credentials(request.getHeader("Authorization"));
        if (credentials == null) {
            throw Problem.unauthenticated("log in first");
        }
        return gate.login(request.getRemoteAddr(), credentials[0], credentials[1]);
    }

    private static String @Nullable [] credentials(@Nullable String header) {
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
            return null;
        }
        try {
            byte[] bytes =
                    Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
            String[] parts = new String(bytes, StandardCharsets.UTF_8).split(":", 2);
            return parts.length == 2 ? parts : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @SuppressWarnings("removal") // the MBeans can ask in no other way on Java 17
    private void serviceAs(Subject subject, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            Subject.doAs(subject, (PrivilegedExceptionAction<@Nullable Void>) () -> {
                super.service(request, response);
                return null;
            });
        } catch (PrivilegedActionException e) {
            if (e.getException() instanceof IOException known) {
                throw known;
            }
            throw new ServletException(e.getException());
        }
    }
}
