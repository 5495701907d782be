// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.access.Caller;
import io.longshore.access.Role;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** Everything below {@code /api}: finds out who asks, and for what. */
final class Api {
    static final String TOKEN_HEADER = "X-Longshore-Token";

    /** Sent by the page when it asks by itself: nobody is there who uses it. */
    static final String BACKGROUND_HEADER = "X-Longshore-Background";

    private static final int DEFAULT_LINES = 200;

    /** @param user null if nobody is logged in */
    record SessionRow(@Nullable String user, List<String> roles) {
        static final SessionRow NOBODY = new SessionRow(null, List.of());
    }

    /** The only answer that has the token. */
    record LoginRow(String user, List<String> roles, String token) {
        /** Without the token. */
        @Override
        public String toString() {
            return "LoginRow of " + user;
        }
    }

    private final Gate gate;
    private final Sessions sessions;
    private final Reads reads;
    private final Changes changes;
    private final Sampler sampler;
    private final LiveStreams streams;
    private final Workers workers;
    private final Workers execWorkers;
    private final ScheduledExecutorService clock;

    Api(
            Gate gate,
            Sessions sessions,
            Reads reads,
            Changes changes,
            Sampler sampler,
            LiveStreams streams,
            Workers workers,
            Workers execWorkers,
            ScheduledExecutorService clock) {
        this.gate = gate;
        this.sessions = sessions;
        this.reads = reads;
        this.changes = changes;
        this.sampler = sampler;
        this.streams = streams;
        this.workers = workers;
        this.execWorkers = execWorkers;
        this.clock = clock;
    }

    /** @param path what follows {@code /api/} */
    void handle(HttpServletRequest request, HttpServletResponse response, String path) throws IOException {
        List<String> parts = List.of(path.split("/", -1));
        switch (request.getMethod()) {
            case "GET" -> get(request, response, parts);
            case "POST" -> post(request, response, parts);
            default -> throw Problem.methodNotAllowed(request.getMethod());
        }
    }

    private void get(HttpServletRequest request, HttpServletResponse response, List<String> parts) throws IOException {
        if (parts.equals(List.of("session"))) {
            // no error: a browser would report it, and the page has only asked
            Session session = find(request, true);
            Answers.send(response, 200, session == null ? SessionRow.NOBODY : row(session));
            return;
        }
        boolean stream =
                parts.equals(List.of("stream")) || parts.get(parts.size() - 1).equals("follow");
        Session session = session(request, !stream && request.getHeader(BACKGROUND_HEADER) == null);
        session.require(Role.VIEWER);
        if (parts.equals(List.of("overview"))) {
            Answers.send(response, 200, reads.overview());
        } else if (parts.equals(List.of("stream"))) {
            streams.stream(request, response, session, number(request, "since", 0));
        } else if (parts.get(0).equals("tasks") && parts.size() > 3) {
            getTask(
                    request,
                    response,
                    session,
                    TaskName.of(parts.get(1), parts.get(2)),
                    parts.subList(3, parts.size()));
        } else {
            throw Problem.notFound("there is nothing here");
        }
    }

    private void getTask(
            HttpServletRequest request, HttpServletResponse response, Session session, TaskName name, List<String> rest)
            throws IOException {
        boolean stderr = "stderr".equals(request.getParameter("stream"));
        if (rest.equals(List.of("samples"))) {
            Answers.send(response, 200, sampler.samples(name));
        } else if (rest.equals(List.of("events"))) {
            workers.answer(Answer.begin(request, response), () -> reads.events(name));
        } else if (rest.equals(List.of("output"))) {
            int lines = (int) Math.min(number(request, "lines", DEFAULT_LINES), Integer.MAX_VALUE);
            Answers.send(response, 200, reads.output(name, stderr, lines));
        } else if (rest.equals(List.of("follow"))) {
            streams.follow(request, response, session, name, stderr, number(request, "from", 0));
        } else {
            throw Problem.notFound("there is nothing here");
        }
    }

    private void post(HttpServletRequest request, HttpServletResponse response, List<String> parts) throws IOException {
        if (parts.equals(List.of("login"))) {
            login(request, response);
            return;
        }
        Session session = session(request, true);
        SessionCookie cookie = new SessionCookie(request.isSecure());
        BodyReader.read(request, response, clock, (answer, body) -> {
            if (parts.equals(List.of("logout"))) {
                answer.give(() -> logout(session), done -> {
                    cookie.clear(response);
                    return done;
                });
            } else {
                change(answer, session, parts, body);
            }
        });
    }

    private void change(Answer answer, Session session, List<String> parts, Body body) {
        if (parts.equals(List.of("containers"))) {
            workers.answer(answer, () -> changes.container(session, body));
        } else if (parts.get(0).equals("containers")
                && parts.size() == 4
                && parts.get(3).equals("delete")) {
            workers.answer(answer, () -> changes.deleteContainer(session, parts.get(1), parts.get(2)));
        } else if (parts.get(0).equals("tasks") && parts.size() == 4) {
            // commands take long, and must not keep anybody from killing what hangs
            Workers able = parts.get(3).equals("exec") ? execWorkers : workers;
            able.answer(answer, () -> changes.task(session, parts.get(1), parts.get(2), parts.get(3), body));
        } else {
            throw Problem.notFound("there is nothing here");
        }
    }

    private Object logout(Session session) {
        sessions.close(session);
        streams.ended(session);
        return Map.of("outcome", "done");
    }

    private void login(HttpServletRequest request, HttpServletResponse response) throws IOException {
        // asked now: another thread may find the request empty
        String address = request.getRemoteAddr();
        SessionCookie cookie = new SessionCookie(request.isSecure());
        String idBefore = SessionCookie.read(request);
        BodyReader.read(
                request,
                response,
                clock,
                (answer, body) -> workers.answer(
                        answer,
                        () -> Caller.of(gate.login(address, body.string("user"), body.string("password"))),
                        caller -> {
                            end(idBefore, caller);
                            Session session = sessions.open(caller);
                            cookie.set(response, session.id());
                            return new LoginRow(caller.name(), roles(caller), session.token());
                        }));
    }

    private void end(@Nullable String id, Caller caller) {
        Session session = sessions.of(id, caller);
        if (session != null) {
            sessions.close(session);
            streams.ended(session);
        }
    }

    private @Nullable Session find(HttpServletRequest request, boolean used) {
        return sessions.find(SessionCookie.read(request), request.getHeader(TOKEN_HEADER), used);
    }

    private Session session(HttpServletRequest request, boolean used) {
        Session session = find(request, used);
        if (session == null) {
            throw Problem.unauthenticated("log in first");
        }
        return session;
    }

    private static SessionRow row(Session session) {
        return new SessionRow(session.caller().name(), roles(session.caller()));
    }

    private static List<String> roles(Caller caller) {
        return Arrays.stream(Role.values())
                .filter(caller::may)
                .map(Role::toString)
                .toList();
    }

    private static long number(HttpServletRequest request, String name, long otherwise) {
        String text = request.getParameter(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw Problem.badRequest(name + " must be a number");
        }
        return Long.parseLong(text);
    }
}
