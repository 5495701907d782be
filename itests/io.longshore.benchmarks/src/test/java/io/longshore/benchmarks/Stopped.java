// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks;

import io.longshore.benchmarks.engine.Grounds;
import io.longshore.benchmarks.measure.Progress;
import io.longshore.benchmarks.measure.Stop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A process that {@link EndInOrderTest} ends: it has started another one in a directory, and works. */
public final class Stopped {
    private static final long STEP_MILLIS = 20;

    private Stopped() {}

    /** @param arguments the directory, and whether it looks for who wants it to stop */
    public static void main(String[] arguments) throws Exception {
        Stop stop = new Stop();
        Grounds grounds = new Grounds();
        Path directory = grounds.add(Path.of(arguments[0]));
        boolean looks = Boolean.parseBoolean(arguments[1]);
        EndInOrder end = new EndInOrder(stop, grounds, System.out, Duration.ofSeconds(looks ? 60 : 1));
        end.atShutdown();
        Process other = new ProcessBuilder("sh", "-c", "exec sleep 1000")
                .directory(directory.toFile())
                .start();
        System.out.println("started " + other.pid());
        work(looks, stop, other);
        end.over();
    }

    private static void work(boolean looks, Stop stop, Process other) throws Exception {
        Progress progress = new Progress(System.out, stop);
        try {
            while (looks) {
                progress.step("working", 1, 2);
                Thread.sleep(STEP_MILLIS);
            }
            new CountDownLatch(1).await();
        } catch (CancellationException e) {
            System.out.println(Thread.currentThread().isInterrupted() ? "interrupted" : "in order");
            other.destroyForcibly();
            System.out.println("ended " + other.waitFor(5, TimeUnit.SECONDS));
        }
    }
}
