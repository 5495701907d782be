// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.measure;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/** Says now and then how far it is. For one thread. */
public final class Progress {
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final PrintStream out;
    private final long begun = System.nanoTime();
    private long said = begun;
    private String what = "";

    public Progress(PrintStream out) {
        this.out = out;
    }

    /** Something begins. */
    public void begin(String name) {
        what = name;
        said = System.nanoTime();
        say(name);
    }

    /**
     * So much of it is done.
     *
     * @throws InterruptedException if somebody wants this thread to stop
     */
    public void step(String part, int done, int of) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("stopped in " + what);
        }
        if (System.nanoTime() - said > EVERY_NANOS) {
            said = System.nanoTime();
            say("  " + part + ": " + done + " of " + of);
        }
    }

    private void say(String text) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
        out.printf("[%d:%02d] %s%n", seconds / 60, seconds % 60, text);
        out.flush();
    }
}
