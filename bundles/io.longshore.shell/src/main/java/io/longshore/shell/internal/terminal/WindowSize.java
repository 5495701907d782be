// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal.terminal;

import io.longshore.api.LongshoreException;
import java.util.concurrent.Semaphore;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the container's terminal each new size of the user's window until it is closed; on a thread of its own, since the one that
 * brings the news is ssh's, and a shim may take its time.
 */
public final class WindowSize implements AutoCloseable {
    /** A terminal in a container. */
    @FunctionalInterface
    public interface Resizable {
        void resize(int width, int height);
    }

    private static final Logger LOG = LoggerFactory.getLogger(WindowSize.class);

    private final Terminal terminal;
    private final Resizable process;
    private final Semaphore changes = new Semaphore(0);
    private final SignalHandler before;
    private final Thread thread = new Thread(this::run, "longshore-shell-window");

    WindowSize(Terminal terminal, Resizable process) {
        this.terminal = terminal;
        this.process = process;
        thread.setDaemon(true);
        thread.start();
        before = terminal.handle(Signal.WINCH, signal -> changes.release());
        // the size of now
        changes.release();
    }

    /** Tells the size of now; of a process that has just ended it does not matter. */
    public static void tell(Terminal terminal, Resizable process) {
        int width = terminal.getWidth();
        int height = terminal.getHeight();
        if (width < 1 || height < 1) {
            return;
        }
        try {
            process.resize(width, height);
        } catch (LongshoreException e) {
            LOG.debug("the terminal cannot be made {} x {}", width, height, e);
        }
    }

    private void run() {
        try {
            while (true) {
                changes.acquire();
                changes.drainPermits();
                tell(terminal, process);
            }
        } catch (InterruptedException e) {
            LOG.trace("the window is not watched any more", e);
        }
    }

    @Override
    public void close() {
        terminal.handle(Signal.WINCH, before);
        thread.interrupt();
    }
}
