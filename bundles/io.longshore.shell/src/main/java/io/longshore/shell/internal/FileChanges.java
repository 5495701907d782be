// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Tells when a file may have changed. */
final class FileChanges implements AutoCloseable {
    private final WatchService watch;
    private final BlockingQueue<Boolean> changes = new ArrayBlockingQueue<>(1);
    private final Thread thread = new Thread(this::run, "longshore-shell-changes");

    private FileChanges(WatchService watch) {
        this.watch = watch;
        thread.setDaemon(true);
        thread.start();
    }

    static FileChanges of(Path file) {
        Path directory = Objects.requireNonNull(file.getParent());
        try {
            WatchService watch = directory.getFileSystem().newWatchService();
            directory.register(watch, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_CREATE);
            return new FileChanges(watch);
        } catch (IOException e) {
            throw new UnavailableException("the output cannot be followed: " + e, e);
        }
    }

    private void run() {
        try {
            while (true) {
                WatchKey key = watch.take();
                key.pollEvents();
                key.reset();
                wakeUp();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ClosedWatchServiceException e) {
            wakeUp();
        }
    }

    /** Also if nothing has changed. */
    void wakeUp() {
        changes.offer(true);
    }

    void await() throws InterruptedException {
        changes.take();
    }

    /** Returns false if nothing has changed for that time. */
    boolean await(Duration atMost) throws InterruptedException {
        return changes.poll(atMost.toNanos(), TimeUnit.NANOSECONDS) != null;
    }

    @Override
    public void close() {
        try {
            watch.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
