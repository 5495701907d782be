// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down who guesses passwords: after five failures for one user from one address the next attempt has to wait, and
 * twice as long after each further one; the same after thirty from one address, whoever is tried. Every ten minutes without
 * a failure one of them is forgiven: many people may share an address, and none is right for ever.
 */
final class LoginThrottle {
    /**
     * What is known of a user at an address, or of an address.
     *
     * @param since when the newest failure was, or the last one was forgiven
     * @param pending attempts of which it is not known yet how they end
     * @param next when the next attempt is allowed
     */
    private record Tries(int failures, Instant since, int pending, Instant next) {
        static final Tries NONE = new Tries(0, Instant.EPOCH, 0, Instant.MIN);

        /** What is left of it. */
        Tries at(Instant now) {
            long forgiven = Math.max(0, Duration.between(since, now).dividedBy(FORGIVEN_AFTER));
            if (forgiven == 0 || failures == 0) {
                return this;
            }
            int left = (int) Math.max(0, failures - forgiven);
            return new Tries(left, since.plus(FORGIVEN_AFTER.multipliedBy(forgiven)), pending, next);
        }
    }

    private static final int FREE_PER_USER = 5;
    private static final int FREE_PER_ADDRESS = 30;

    /** Of a program that was right so far. */
    private static final int MOST_PENDING = 30;

    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration FORGIVEN_AFTER = Duration.ofMinutes(10);

    /** Above what is free; the wait is the longest by then, and what counts must be forgiven one day. */
    private static final int MOST_COUNTED = 8;

    private static final int MOST_KEPT = 1000;

    private final InstantSource clock;

    /** The one that was tried longest ago goes first. */
    private final Map<String, Tries> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
            return size() > MOST_KEPT;
        }
    };

    LoginThrottle(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * To be called before the password is looked at, and afterwards exactly one of the others. Attempts under way count, so
     * that many at once are no way around.
     */
    synchronized void attempt(String address, String user) {
        check(address, FREE_PER_ADDRESS);
        check(key(address, user), FREE_PER_USER);
        count(address, 0, 1, FREE_PER_ADDRESS);
        count(key(address, user), 0, 1, FREE_PER_USER);
    }

    synchronized void failed(String address, String user) {
        count(address, 1, -1, FREE_PER_ADDRESS);
        count(key(address, user), 1, -1, FREE_PER_USER);
    }

    /** What was wrong before for other users still counts. */
    synchronized void succeeded(String address, String user) {
        count(address, 0, -1, FREE_PER_ADDRESS);
        Tries tries = tries(key(address, user));
        known.put(key(address, user), new Tries(0, Instant.EPOCH, Math.max(0, tries.pending() - 1), Instant.MIN));
    }

    /** Nobody could say whether the password is right. */
    synchronized void undecided(String address, String user) {
        count(address, 0, -1, FREE_PER_ADDRESS);
        count(key(address, user), 0, -1, FREE_PER_USER);
    }

    private void check(String key, int free) {
        Tries tries = tries(key);
        Instant now = clock.instant();
        if (tries.next().isAfter(now)) {
            throw Problem.tooManyLogins(Duration.between(now, tries.next()).toSeconds() + 1);
        }
        int allowed = tries.failures() == 0 ? MOST_PENDING : Math.max(1, free - tries.failures());
        if (tries.pending() >= allowed) {
            throw Problem.tooManyLogins(1);
        }
    }

    private void count(String key, int failures, int pending, int free) {
        Tries before = tries(key);
        Instant since = before.since();
        Instant next = before.next();
        int count = Math.min(before.failures() + failures, free + MOST_COUNTED);
        if (failures > 0) {
            since = clock.instant();
        }
        if (failures > 0 && count >= free) {
            Duration wait = FIRST.multipliedBy(1L << (count - free));
            next = since.plus(wait.compareTo(LONGEST) < 0 ? wait : LONGEST);
        }
        known.put(key, new Tries(count, since, Math.max(0, before.pending() + pending), next));
    }

    private Tries tries(String key) {
        return known.getOrDefault(key, Tries.NONE).at(clock.instant());
    }

    /** How many users and addresses are known. */
    synchronized int kept() {
        return known.size();
    }

    private static String key(String address, String user) {
        return address + " " + user.substring(0, Math.min(user.length(), 100));
    }
}
