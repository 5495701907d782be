// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal.terminal;

import io.longshore.api.CancelledException;
import io.longshore.api.UnavailableException;
import io.longshore.api.streams.StreamClosedException;
import io.longshore.api.streams.TaskIo;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives the user's terminal to a process that has one in its container. The terminal is as it was when {@link #run} returns. */
public final class Interaction {
    private static final Logger LOG = LoggerFactory.getLogger(Interaction.class);

    private final Terminal terminal;
    private final TaskIo io;
    private final WindowSize.Resizable process;
    private final DetachKeys keys;
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();

    /** @param detachable whether Ctrl-P Ctrl-Q ends it */
    public Interaction(Terminal terminal, TaskIo io, WindowSize.Resizable process, boolean detachable) {
        this.terminal = terminal;
        this.io = io;
        this.process = process;
        this.keys = new DetachKeys(detachable);
    }

    /**
     * Returns when the process has ended, or the user has left; the streams are the caller's to close.
     *
     * @throws CancelledException if the thread is interrupted, as when the session is closed
     */
    public End run() {
        Thread typing = new Thread(this::copyKeys, "longshore-shell-keys");
        typing.setDaemon(true);
        try (RawMode raw = RawMode.all(terminal);
                WindowSize size = new WindowSize(terminal, process)) {
            LOG.trace("{} and {} until the process ends", raw, size);
            typing.start();
            copyOutput();
        } finally {
            typing.interrupt();
        }
        End found = end.get();
        return found == null ? End.PROCESS : found;
    }

    private void copyOutput() {
        InputStream from = io.stdout();
        OutputStream to = terminal.output();
        byte[] buffer = new byte[8192];
        try {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                to.write(buffer, 0, count);
                to.flush();
            }
        } catch (InterruptedIOException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted", e);
        } catch (StreamClosedException e) {
            if (end.get() == null) {
                throw new UnavailableException("the streams were closed by somebody else", e);
            }
        } catch (IOException e) {
            LOG.debug("the user's terminal, or the output, is gone", e);
            end.compareAndSet(null, End.HUNG_UP);
        }
    }

    private void copyKeys() {
        try {
            byte[] buffer = new byte[1024];
            InputStream from = terminal.input();
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                write(keys.pass(buffer, count));
                if (keys.isDetached()) {
                    leave(End.DETACHED);
                    return;
                }
            }
            leave(End.HUNG_UP);
        } catch (InterruptedIOException e) {
            LOG.trace("the process has ended", e);
        } catch (IOException e) {
            LOG.debug("no more can be typed", e);
        }
    }

    private void write(byte[] typed) throws IOException {
        if (typed.length > 0) {
            OutputStream to = io.stdin();
            to.write(typed);
            to.flush();
        }
    }

    /** Ends the copying of the output, which is in the middle of a read. */
    private void leave(End why) throws IOException {
        if (end.compareAndSet(null, why)) {
            io.stdout().close();
        }
    }
}
