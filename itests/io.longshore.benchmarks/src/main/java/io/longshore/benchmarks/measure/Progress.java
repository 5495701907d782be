// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.measure;

import java.io.PrintStream;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Says now and then how far it is. For one thread. */
public final class Progress {
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final PrintStream out;
    private final Stop stop;
    private final LongSupplier clock;
    private final long begun;
    private long said;
    private String part = "";
    private long partBegun;
    private int doneBefore;

    public Progress(PrintStream out, Stop stop) {
        this(out, stop, System::nanoTime);
    }

    Progress(PrintStream out, Stop stop, LongSupplier clock) {
        this.out = out;
        this.stop = stop;
        this.clock = clock;
        this.begun = clock.getAsLong();
        this.said = begun;
    }

    /** Something begins. */
    public void begin(String heading) {
        part = "";
        said = clock.getAsLong();
        say(heading);
    }

    /**
     * So much of it is done.
     *
     * @throws CancellationException if somebody wants that to stop
     */
    public void step(String name, int done, int of) {
        stop.check();
        long now = clock.getAsLong();
        if (!name.equals(part)) {
            part = name;
            partBegun = now;
            doneBefore = done;
        }
        if (now - said > EVERY_NANOS) {
            said = now;
            say("  " + name + ": " + done + " of " + of + left(now, done, of));
        }
    }

    private String left(long now, int done, int of) {
        if (done <= doneBefore || done >= of) {
            return "";
        }
        return ", about " + time((now - partBegun) / (done - doneBefore) * (of - done)) + " more";
    }

    private void say(String text) {
        out.println("[" + time(clock.getAsLong() - begun) + "] " + text);
        out.flush();
    }

    private static String time(long nanos) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos);
        return "%d:%02d".formatted(seconds / 60, seconds % 60);
    }
}
