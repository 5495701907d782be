// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.support;

import java.util.concurrent.TimeUnit;

/** On Ctrl-C, or when it is told to end, the JVM waits until the thread at work has taken away what it has made. */
public final class EndInOrder {
    private static final long PATIENCE_MINUTES = 3;

    private final Thread worker;
    private boolean wanted;
    private boolean over;

    private EndInOrder(Thread worker) {
        this.worker = worker;
    }

    public static EndInOrder ofThisThread() {
        EndInOrder end = new EndInOrder(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(new Thread(end::await, "longshore-itests-end"));
        return end;
    }

    private void await() {
        synchronized (this) {
            if (over) {
                return;
            }
            wanted = true;
        }
        System.out.println("Taking everything away ...");
        worker.interrupt();
        try {
            worker.join(TimeUnit.MINUTES.toMillis(PATIENCE_MINUTES));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the JVM is to end, for somebody else's reason. */
    public synchronized boolean isWanted() {
        return wanted;
    }

    /** All is done. Returns whether the caller may end the JVM; else that is waiting for the caller's thread to return. */
    public synchronized boolean over() {
        over = true;
        return !wanted;
    }
}
