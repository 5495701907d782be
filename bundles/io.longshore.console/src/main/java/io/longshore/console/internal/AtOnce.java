// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.util.HashMap;
import java.util.Map;

/** Counts what each user has under way, so that one cannot take everything. Thread-safe. */
final class AtOnce {
    private final int most;
    // guarded by this; who has nothing under way is not in it
    private final Map<String, Integer> underWay = new HashMap<>();

    /** @param most of one user */
    AtOnce(int most) {
        this.most = most;
    }

    /** Returns whether one more may begin; then {@link #end} must be called. */
    synchronized boolean begin(String user) {
        int before = underWay.getOrDefault(user, 0);
        if (before >= most) {
            return false;
        }
        underWay.put(user, before + 1);
        return true;
    }

    synchronized void end(String user) {
        underWay.computeIfPresent(user, (name, count) -> count == 1 ? null : count - 1);
    }
}
