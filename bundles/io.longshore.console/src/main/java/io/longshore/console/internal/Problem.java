// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

/** A request that is refused before it reaches the API; with what the answer says. */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String kind;
    private final long retryAfterSeconds;

    private Problem(int status, String kind, String message, long retryAfterSeconds) {
        super(message);
        this.status = status;
        this.kind = kind;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    static Problem badRequest(String message) {
        return new Problem(400, "InvalidArgument", message, 0);
    }

    static Problem unauthenticated(String message) {
        return new Problem(401, "Unauthenticated", message, 0);
    }

    static Problem forbidden(String message) {
        return new Problem(403, "PermissionDenied", message, 0);
    }

    static Problem notFound(String message) {
        return new Problem(404, "NotFound", message, 0);
    }

    static Problem methodNotAllowed(String method) {
        return new Problem(405, "InvalidArgument", "this address does not take " + method, 0);
    }

    static Problem lengthRequired() {
        return new Problem(411, "InvalidArgument", "the request must say how long it is", 0);
    }

    static Problem tooLarge(long limit) {
        return new Problem(413, "InvalidArgument", "the request is larger than " + limit + " bytes", 0);
    }

    static Problem notJson() {
        return new Problem(415, "InvalidArgument", "the request must be of the type application/json", 0);
    }

    static Problem tooManyLogins(long seconds) {
        return new Problem(
                429, "ResourceExhausted", "too many failed logins; try again in " + seconds + " seconds", seconds);
    }

    static Problem busy(String message) {
        return new Problem(503, "Unavailable", message, 5);
    }

    static Problem tookTooLong() {
        return new Problem(504, "DeadlineExceeded", "this takes too long; it may still be done", 0);
    }

    int status() {
        return status;
    }

    String kind() {
        return kind;
    }

    /** 0 if there is nothing to say. */
    long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
