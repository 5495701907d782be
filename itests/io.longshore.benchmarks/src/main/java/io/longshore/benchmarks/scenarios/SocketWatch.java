// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;

/** Notes when something last appeared in a directory; that is when a shim has come up. */
final class SocketWatch implements AutoCloseable {
    private static final long END_SECONDS = 5;

    private final WatchService service;
    private final Thread thread;
    private volatile long appeared;

    SocketWatch(Path directory) throws IOException {
        service = FileSystems.getDefault().newWatchService();
        // where there is none nothing is going to appear, as with shims that choose the place themselves
        if (Files.isDirectory(directory)) {
            var unusedKey = directory.register(service, StandardWatchEventKinds.ENTRY_CREATE);
        }
        thread = new Thread(this::watch, "longshore-benchmarks-sockets");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            while (true) {
                WatchKey key = service.take();
                appeared = System.nanoTime();
                key.pollEvents();
                key.reset();
            }
        } catch (ClosedWatchServiceException e) {
            // that is how it ends
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** By {@link System#nanoTime}; what is asked for if nothing appeared between that and another moment. */
    long appearedBetween(long from, long to) {
        long at = appeared;
        return at - from > 0 && to - at > 0 ? at : to;
    }

    @Override
    public void close() throws IOException {
        service.close();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
