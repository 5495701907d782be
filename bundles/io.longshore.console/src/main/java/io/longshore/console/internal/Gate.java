// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.access.Caller;
import io.longshore.access.Role;
import javax.security.auth.Subject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks passwords, for the page and for Jolokia alike, and slows down who guesses them. */
final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    private final Passwords passwords;
    private final LoginThrottle throttle;

    Gate(Passwords passwords, LoginThrottle throttle) {
        this.passwords = passwords;
        this.throttle = throttle;
    }

    Subject login(String address, String user, String password) {
        LoginThrottle.Attempt attempt = throttle.attempt(address, user);
        Subject subject;
        try {
            subject = passwords.check(user, password);
        } catch (RuntimeException e) {
            attempt.undecided();
            throw e;
        }
        if (subject == null) {
            attempt.failed();
            LOG.warn("a login from {} failed", address);
            throw Problem.unauthenticated("the name or the password is wrong");
        }
        attempt.succeeded();
        if (!Caller.of(subject).may(Role.VIEWER)) {
            throw Problem.forbidden("this needs the role " + Role.VIEWER);
        }
        return subject;
    }
}
