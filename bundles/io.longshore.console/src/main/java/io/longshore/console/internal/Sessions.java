// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.access.Caller;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is logged in. Our own and not the HTTP service's, whose sessions, cookies and time-outs are configured for all
 * applications together.
 */
final class Sessions {
    /** When it ends by itself, and when it does if nobody uses it. */
    private record Entry(Session session, Instant end, Instant idleEnd) {}

    private static final int SECRET_BYTES = 32;

    private final InstantSource clock;
    private final Duration idle;
    private final Duration lifetime;
    private final int most;
    private final SecureRandom random = new SecureRandom();

    /** The least recently used first; reading must not count as use, so each use puts its entry at the end. */
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    Sessions(InstantSource clock, Duration idle, Duration lifetime, int most) {
        this.clock = clock;
        this.idle = idle;
        this.lifetime = lifetime;
        this.most = most;
    }

    /** Opens one; if there are too many, the one that was not used for the longest time ends. */
    synchronized Session open(Caller caller) {
        Instant now = clock.instant();
        entries.values().removeIf(entry -> isOver(entry, now));
        if (entries.size() >= most) {
            Iterator<String> oldest = entries.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        Session session = new Session(secret(), secret(), caller);
        entries.put(session.id(), new Entry(session, now.plus(lifetime), now.plus(idle)));
        return session;
    }

    /**
     * The session of this id, or null; also if the token is not that session's.
     *
     * @param used whether a person did something, and not a page by itself
     */
    synchronized @Nullable Session find(@Nullable String id, @Nullable String token, boolean used) {
        Entry entry = entry(id);
        if (id == null || entry == null || !entry.session().hasToken(token)) {
            return null;
        }
        if (used) {
            entries.remove(id);
            entries.put(
                    id, new Entry(entry.session(), entry.end(), clock.instant().plus(idle)));
        }
        return entry.session();
    }

    /** The session of this id if it is this caller's, or null. For an end, not for a use: the id alone proves nothing. */
    synchronized @Nullable Session of(@Nullable String id, Caller caller) {
        Entry entry = entry(id);
        return entry != null && entry.session().caller().name().equals(caller.name()) ? entry.session() : null;
    }

    synchronized boolean isOpen(Session session) {
        return entry(session.id()) != null;
    }

    private @Nullable Entry entry(@Nullable String id) {
        Entry entry = id == null ? null : entries.get(id);
        if (entry != null && isOver(entry, clock.instant())) {
            entries.remove(id);
            return null;
        }
        return entry;
    }

    synchronized void close(Session session) {
        entries.remove(session.id());
    }

    private static boolean isOver(Entry entry, Instant now) {
        return !now.isBefore(entry.end()) || !now.isBefore(entry.idleEnd());
    }

    private String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
