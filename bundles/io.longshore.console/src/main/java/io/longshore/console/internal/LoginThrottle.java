// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down who guesses passwords: after five failures for one user from one address the next attempt has to wait, and
 * twice as long after each further one; the same after thirty from one address, whoever is tried.
 */
final class LoginThrottle {
    /** Failures so far, and when the next attempt is allowed. */
    private record Failures(int count, Instant next) {}

    private static final int FREE_PER_USER = 5;
    private static final int FREE_PER_ADDRESS = 30;
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int MOST = 1000;

    private final InstantSource clock;

    /** The one that failed longest ago goes first. */
    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MOST;
        }
    };

    LoginThrottle(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * To be called before the password is looked at: counts as a failure until {@link #succeeded}, so that many at once are
     * no way around.
     */
    synchronized void attempt(String address, String user) {
        Instant now = clock.instant();
        Failures byUser = failures.getOrDefault(user(address, user), new Failures(0, now));
        Failures byAddress = failures.getOrDefault(address, new Failures(0, now));
        Instant next = byUser.next().isAfter(byAddress.next()) ? byUser.next() : byAddress.next();
        if (next.isAfter(now)) {
            throw Problem.tooManyLogins(Duration.between(now, next).toSeconds() + 1);
        }
        failures.put(user(address, user), oneMore(byUser, FREE_PER_USER, now));
        failures.put(address, oneMore(byAddress, FREE_PER_ADDRESS, now));
    }

    /** What was right does not count; what was wrong before, for other users, still does. */
    synchronized void succeeded(String address, String user) {
        failures.remove(user(address, user));
        failures.computeIfPresent(
                address, (key, value) -> new Failures(Math.max(0, value.count() - 1), clock.instant()));
    }

    private static Failures oneMore(Failures before, int free, Instant now) {
        int count = before.count() + 1;
        if (count < free) {
            return new Failures(count, now);
        }
        Duration wait = FIRST.multipliedBy(1L << Math.min(count - free, 20));
        return new Failures(count, now.plus(wait.compareTo(LONGEST) < 0 ? wait : LONGEST));
    }

    private static String user(String address, String user) {
        return address + " " + user.substring(0, Math.min(user.length(), 100));
    }
}
