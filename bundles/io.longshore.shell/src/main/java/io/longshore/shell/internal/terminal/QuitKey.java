// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jline.terminal.Terminal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends what goes on and on when q is pressed, or the user is gone. Takes the keys until it is closed. */
public final class QuitKey implements Ticks, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QuitKey.class);

    private final CountDownLatch end = new CountDownLatch(1);
    private final Ticks ticks = Ticks.until(end);
    private final RawMode mode;
    private final InputStream keys;
    private final Thread thread = new Thread(this::read, "longshore-shell-quit");

    public QuitKey(Terminal terminal) {
        keys = terminal.input();
        mode = RawMode.keys(terminal);
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try {
            int key = keys.read();
            while (key >= 0 && key != 'q' && key != 'Q') {
                key = keys.read();
            }
        } catch (IOException e) {
            LOG.trace("no more keys", e);
        }
        end.countDown();
    }

    @Override
    public boolean await(Duration time) throws InterruptedException {
        return ticks.await(time);
    }

    @Override
    public void close() {
        thread.interrupt();
        mode.close();
    }
}
