// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal.terminal;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jline.terminal.Terminal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says on a terminal what takes long. Nothing is said where there is none: a script wants the result alone. */
public final class Progress {
    /** How long nothing is said. */
    public static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

    private final Optional<Terminal> terminal;
    private final Duration patience;

    public Progress(Optional<Terminal> terminal, Duration patience) {
        this.terminal = terminal;
        this.patience = patience;
    }

    /** @param what such as {@code deleting task web} */
    public <T> T of(String what, Supplier<T> work) {
        if (terminal.isEmpty()) {
            return work.get();
        }
        CountDownLatch done = new CountDownLatch(1);
        Thread thread = new Thread(() -> say(what, done, terminal.get()), "longshore-shell-progress");
        thread.setDaemon(true);
        thread.start();
        try {
            return work.get();
        } finally {
            done.countDown();
        }
    }

    /** As {@link #of}, of what has no result. */
    public void during(String what, Runnable work) {
        var unused = of(what, () -> {
            work.run();
            return what;
        });
    }

    private void say(String what, CountDownLatch done, Terminal on) {
        try {
            if (!done.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                PrintWriter out = on.writer();
                out.print(what + " …\n");
                out.flush();
            }
        } catch (InterruptedException e) {
            LOG.trace("nobody waits any more", e);
        }
    }
}
