// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.Fd;
import io.longshore.posix.Posix;
import io.longshore.posix.PosixException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;

/**
 * What a shim logs into the FIFO in its bundle, brought into our log: warnings and errors as warnings, the rest as debugging, or,
 * if the shim was told to debug, as information. It is read without end, since a shim whose FIFO is full stands still.
 */
final class ShimLog implements AutoCloseable {
    private static final List<String> SERIOUS = List.of("level=warn", "level=error", "level=fatal", "level=panic");
    private static final int LONGEST_LINE = 8 << 10;
    private static final int BUFFER = 16 << 10;

    /** Then others have their turn: the threads are those that bring the answers of all shims. */
    private static final int AT_A_TIME = 8;

    private final String name;
    private final boolean debug;
    private final Fd fifo;
    private final Executor executor;
    private final Logger log;
    private final StringBuilder line = new StringBuilder();

    // guarded by this, as is the line
    private boolean closed;

    private ShimLog(String name, boolean debug, Fd fifo, Executor executor, Logger log) {
        this.name = name;
        this.debug = debug;
        this.fifo = fifo;
        this.executor = executor;
        this.log = log;
    }

    /**
     * @param log where it is brought
     * @throws UnavailableException if the FIFO cannot be opened
     */
    static ShimLog open(ShimLaunch launch, Posix posix, Executor executor, Logger log) {
        Path path = V2Bundle.of(launch).log();
        try {
            // both ends: so there is always a reader and a writer, whoever comes and goes
            Fd fifo = posix.open(path, Fd.Access.READ_WRITE);
            String name = "namespace=" + launch.namespace() + " id=" + launch.id();
            ShimLog reading = new ShimLog(name, launch.debug(), fifo, executor, log);
            reading.await();
            return reading;
        } catch (PosixException e) {
            throw new UnavailableException(
                    "cannot read the log of the shim of task " + launch.namespace() + "/" + launch.id() + " in " + path,
                    e);
        }
    }

    private void await() {
        fifo.readable().thenRun(() -> {
            try {
                executor.execute(this::read);
            } catch (RejectedExecutionException e) {
                log.debug("{}: its shim's log is read no more", name, e);
            }
        });
    }

    private synchronized void read() {
        if (!closed) {
            drain();
            await();
        }
    }

    private void drain() {
        byte[] buffer = new byte[BUFFER];
        for (int i = 0; i < AT_A_TIME; i++) {
            int count = fifo.read(buffer, 0, BUFFER);
            if (count <= 0) {
                return;
            }
            for (char c : new String(buffer, 0, count, StandardCharsets.ISO_8859_1).toCharArray()) {
                if (c == '\n' || line.length() == LONGEST_LINE) {
                    say();
                }
                if (c >= ' ' || c == '\t') {
                    line.append(c);
                }
            }
        }
    }

    private void say() {
        String text = line.toString();
        line.setLength(0);
        if (text.isEmpty()) {
            return;
        }
        if (SERIOUS.stream().anyMatch(text::contains)) {
            log.warn("{}: its shim says: {}", name, text);
        } else if (debug) {
            log.info("{}: its shim says: {}", name, text);
        } else {
            log.debug("{}: its shim says: {}", name, text);
        }
    }

    /** With what is there by now. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            drain();
            say();
            fifo.close();
        }
    }
}
