// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks;

import io.longshore.benchmarks.engine.Grounds;
import io.longshore.benchmarks.measure.Stop;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * On Ctrl-C, or when it is told to end, the JVM asks the thread at work to stop, waits until it has taken away what it has made,
 * and ends by force what is there all the same; all that within a time that is known.
 */
final class EndInOrder {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BY_FORCE = Duration.ofSeconds(30);

    private final Stop stop;
    private final Grounds grounds;
    private final PrintStream out;
    private final Duration patience;
    private final CountDownLatch over = new CountDownLatch(1);

    EndInOrder(Stop stop, Grounds grounds, PrintStream out, Duration patience) {
        this.stop = stop;
        this.grounds = grounds;
        this.out = out;
        this.patience = patience;
    }

    /** From now on; whoever does the work says with {@link #over} that it is done. */
    static EndInOrder begin(Stop stop, Grounds grounds, PrintStream out) {
        EndInOrder end = new EndInOrder(stop, grounds, out, PATIENCE);
        end.atShutdown();
        return end;
    }

    void atShutdown() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "longshore-benchmarks-end"));
    }

    private void end() {
        if (over.getCount() == 0) {
            return;
        }
        stop.want();
        out.println("Taking everything away ...");
        try {
            if (!over.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                out.println("That takes too long; what is left is ended by force.");
            }
        } catch (InterruptedException e) {
            // then it is by force
            Thread.currentThread().interrupt();
        }
        grounds.clear(BY_FORCE.toNanos(), TimeUnit.NANOSECONDS).forEach(line -> out.println("Left behind: " + line));
        out.flush();
    }

    /** The work is done, or was stopped, and has taken away what it could. */
    void over() {
        over.countDown();
    }
}
