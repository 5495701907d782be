// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/** A named pipe in the containers' root file system, which a program waits at until the test lets it go on. */
record Gate(Path fifo) {
    private static final Duration A_MOMENT = Duration.ofMillis(500);

    static Gate create(Workplace workplace, String name) throws IOException, InterruptedException {
        Path fifo = workplace.rootfs().resolve(name);
        makeFifo(fifo);
        return new Gate(fifo);
    }

    static void makeFifo(Path fifo) throws IOException, InterruptedException {
        Process mkfifo = new ProcessBuilder("mkfifo", "-m", "600", fifo.toString())
                .inheritIO()
                .start();
        assertThat(mkfifo.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(mkfifo.exitValue()).as("mkfifo " + fifo).isZero();
    }

    /** A program that ends with this status once it is let go. */
    String[] program(int status) {
        return new String[] {"sh", "-c", "read line < /" + fifo.getFileName() + "; exit " + status};
    }

    /**
     * Lets the program go on while Longshore is away, and waits until its process has ended; says when that was. The shim takes
     * the time a moment after the process is gone.
     */
    Span letGo(long pid) throws Exception {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS); // as JMX tells it
        // open for both, and until the end: so neither side depends on the other being there first
        try (RandomAccessFile gate = new RandomAccessFile(fifo.toFile(), "rw")) {
            gate.write('\n');
            process.onExit().get(30, TimeUnit.SECONDS);
        }
        return new Span(before, Instant.now().plus(A_MOMENT));
    }

    record Span(Instant from, Instant to) {
        void assertContains(Instant instant) {
            assertThat(instant).isBetween(from, to);
        }
    }
}
