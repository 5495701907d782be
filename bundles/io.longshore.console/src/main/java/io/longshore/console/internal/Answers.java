// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.longshore.api.AlreadyExistsException;
import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.NotImplementedException;
import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers in JSON, those to errors too: {@code {"kind": ..., "message": ...}}. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final String SUFFIX = "Exception";

    /** Escapes what has a meaning in HTML, too. */
    private static final Gson GSON = new GsonBuilder().serializeNulls().create();

    private Answers() {}

    static String json(Object value) {
        return GSON.toJson(value);
    }

    static void send(HttpServletResponse response, int status, Object value) throws IOException {
        byte[] body = json(value).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/json;charset=utf-8");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    static void send(HttpServletResponse response, RuntimeException error) throws IOException {
        if (error instanceof Problem problem) {
            if (problem.retryAfterSeconds() > 0) {
                response.setHeader("Retry-After", Long.toString(problem.retryAfterSeconds()));
            }
            send(response, problem.status(), body(problem.kind(), message(problem)));
            return;
        }
        if (error instanceof LongshoreException known) {
            LOG.debug("a request failed", known);
            send(response, status(known), body(kind(known), message(known)));
            return;
        }
        LOG.error("a request failed in an unexpected way", error);
        send(response, 500, body("Internal", "something is wrong here; the log says what"));
    }

    /** What the audit log says of it. */
    static String outcome(RuntimeException error) {
        if (error instanceof Problem problem) {
            return problem.status() == 403 ? "denied" : problem.kind() + ": " + problem.getMessage();
        }
        return error instanceof LongshoreException ? kind(error) + ": " + error.getMessage() : "error";
    }

    private static Map<String, String> body(String kind, String message) {
        return Map.of("kind", kind, "message", message);
    }

    private static String message(RuntimeException error) {
        return String.valueOf(error.getMessage());
    }

    private static String kind(RuntimeException error) {
        String name = error.getClass().getSimpleName();
        return name.substring(0, name.length() - SUFFIX.length());
    }

    private static int status(LongshoreException error) {
        if (error instanceof InvalidArgumentException) {
            return 400;
        }
        if (error instanceof NotFoundException) {
            return 404;
        }
        if (error instanceof AlreadyExistsException || error instanceof FailedPreconditionException) {
            return 409;
        }
        if (error instanceof NotImplementedException) {
            return 501;
        }
        if (error instanceof UnavailableException || error instanceof CancelledException) {
            return 503;
        }
        return error instanceof DeadlineExceededException ? 504 : 500;
    }
}
