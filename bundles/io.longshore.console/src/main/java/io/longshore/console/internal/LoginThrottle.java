// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Slows down who guesses passwords: after five failures for one user from one address the next attempt has to wait, and
 * twice as long after each further one; the same after thirty from one address, whoever is tried. Every ten minutes without
 * a failure one of them is forgiven: many people may share an address, and none is right for ever. A loopback address is
 * shared by everybody on this machine and by all tunnels: there only users count, or one program with an old password would
 * lock out all.
 */
final class LoginThrottle {
    /** An attempt under way; exactly one of these is to be called when it is known how it ends. */
    final class Attempt {
        private final Map<String, Tries> known;
        private final String userKey;
        private final @Nullable String addressKey;

        private Attempt(Map<String, Tries> known, String userKey, @Nullable String addressKey) {
            this.known = known;
            this.userKey = userKey;
            this.addressKey = addressKey;
        }

        void failed() {
            end(1);
        }

        /** What was wrong before for other users still counts. */
        void succeeded() {
            synchronized (LoginThrottle.this) {
                end(0);
                int pending = tries(known, userKey).pending();
                known.put(userKey, new Tries(0, Instant.EPOCH, pending, Instant.MIN));
            }
        }

        /** Nobody could say whether the password is right. */
        void undecided() {
            end(0);
        }

        private void end(int failures) {
            synchronized (LoginThrottle.this) {
                count(failures, -1);
            }
        }

        private void check() {
            if (addressKey != null) {
                LoginThrottle.this.check(tries(known, addressKey), FREE_PER_ADDRESS);
            }
            LoginThrottle.this.check(tries(known, userKey), FREE_PER_USER);
        }

        private void count(int failures, int pending) {
            if (addressKey != null) {
                LoginThrottle.this.count(known, addressKey, failures, pending, FREE_PER_ADDRESS);
            }
            LoginThrottle.this.count(known, userKey, failures, pending, FREE_PER_USER);
        }
    }

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

        boolean isForgiven() {
            return failures == 0 && pending == 0;
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

    /** From other machines, and again from this one. */
    private static final int MOST_KEPT = 1000;

    private static final String OTHERS = "";

    private final InstantSource clock;

    /**
     * From this machine, by user. None goes before it is forgiven, so that nobody can make us forget what he tried by trying
     * much else: when there are too many, those that are new count as one.
     */
    private final Map<String, Tries> here = new HashMap<>();

    /** From other machines, by address, and by address and user. The one that was tried longest ago goes first. */
    private final Map<String, Tries> elsewhere = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
            return size() > MOST_KEPT;
        }
    };

    LoginThrottle(InstantSource clock) {
        this.clock = clock;
    }

    /** To be called before the password is looked at. Attempts under way count, so that many at once are no way around. */
    synchronized Attempt attempt(String address, String user) {
        String name = user.substring(0, Math.min(user.length(), 100));
        Attempt attempt = Door.isLoopback(address)
                ? new Attempt(here, keyHere(name), null)
                : new Attempt(elsewhere, address + " " + name, address);
        attempt.check();
        attempt.count(0, 1);
        return attempt;
    }

    private String keyHere(String name) {
        if (here.size() >= MOST_KEPT) {
            Instant now = clock.instant();
            here.values().removeIf(tries -> tries.at(now).isForgiven());
        }
        return here.containsKey(name) || here.size() < MOST_KEPT ? name : OTHERS;
    }

    private void check(Tries tries, int free) {
        Instant now = clock.instant();
        if (tries.next().isAfter(now)) {
            throw Problem.tooManyLogins(Duration.between(now, tries.next()).toSeconds() + 1);
        }
        int allowed = tries.failures() == 0 ? MOST_PENDING : Math.max(1, free - tries.failures());
        if (tries.pending() >= allowed) {
            throw Problem.tooManyLogins(1);
        }
    }

    private void count(Map<String, Tries> known, String key, int failures, int pending, int free) {
        Tries before = tries(known, key);
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

    private Tries tries(Map<String, Tries> known, String key) {
        return known.getOrDefault(key, Tries.NONE).at(clock.instant());
    }

    /** How many users and addresses are known. */
    synchronized int kept() {
        return here.size() + elsewhere.size();
    }
}
