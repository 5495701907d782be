// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.guard.internal;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often it was run by the server. */
public final class Intruder implements IntruderMBean {
    static final AtomicInteger RUNS = new AtomicInteger();

    /** As whoever the server's process belongs to. */
    public Intruder() {
        RUNS.incrementAndGet();
    }

    @Override
    public String getUser() {
        return System.getProperty("user.name");
    }
}
