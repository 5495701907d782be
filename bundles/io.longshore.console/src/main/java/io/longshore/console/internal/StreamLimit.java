// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.util.HashMap;
import java.util.Map;

/** How many streams may be open at once: in all, and of one session. */
final class StreamLimit {
    /**
     * A browser opens six connections to one server, for all its windows together, and waits with the rest: what is left is
     * for requests.
     */
    static final int MOST_PER_SESSION = 4;

    private final int most;
    private final Map<Session, Integer> open = new HashMap<>();
    private int all;

    StreamLimit(int most) {
        this.most = most;
    }

    /** Each that was taken is to be given back, once. */
    synchronized void take(Session session) {
        int mine = open.getOrDefault(session, 0);
        if (all >= most || mine >= MOST_PER_SESSION) {
            throw Problem.busy("too many pages are open");
        }
        all++;
        open.put(session, mine + 1);
    }

    synchronized void giveBack(Session session) {
        all--;
        open.computeIfPresent(session, (key, mine) -> mine == 1 ? null : mine - 1);
    }
}
