// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes threads that act for nobody. A plain new thread keeps the access control context of whoever made it, and with that the
 * user who happened to call, for as long as it lives.
 */
final class OwnThreads implements ThreadFactory {
    private final String name;
    private final AtomicInteger number = new AtomicInteger();

    /** @param name the beginning of theirs; a number follows */
    OwnThreads(String name) {
        this.name = name;
    }

    @Override
    public Thread newThread(Runnable task) {
        return OwnBehalf.of(() -> {
            Thread thread = new Thread(task, name + number.incrementAndGet());
            thread.setContextClassLoader(OwnThreads.class.getClassLoader());
            return thread;
        });
    }
}
