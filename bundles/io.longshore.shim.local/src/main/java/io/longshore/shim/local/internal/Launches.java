// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The OCI runtime's commands that are making a process now, numbered. When such a command ends, the process becomes a child
 * of ours before it is known here as one.
 */
final class Launches {
    // guarded by this
    private final NavigableSet<Long> underWay = new TreeSet<>();

    // guarded by this
    private long last;

    /** To be ended when the process is known, or when there will be none. */
    synchronized long begin() {
        last++;
        underWay.add(last);
        return last;
    }

    synchronized void end(long number) {
        underWay.remove(number);
    }

    synchronized long last() {
        return last;
    }

    /** Whether one that had begun by then has not ended. */
    synchronized boolean anyOf(long lastOfThen) {
        return !underWay.isEmpty() && underWay.first() <= lastOfThen;
    }
}
