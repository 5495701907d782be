// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of names that appear in directories, by inotify. One thread, until it is closed. Where the kernel may have dropped
 * some, and at first, the listener is given the directory itself and must look.
 */
final class DirectoryWatch implements AutoCloseable {
    private static final long CLOSE_MILLIS = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryWatch.class);

    private final WatchService service;
    private final Map<WatchKey, Consumer<Path>> listeners = new ConcurrentHashMap<>();
    private final Thread thread;

    DirectoryWatch(String threadName) {
        try {
            service = FileSystems.getDefault().newWatchService();
        } catch (IOException e) {
            throw new UnavailableException(
                    "cannot watch directories; too many inotify instances? See fs.inotify.max_user_instances", e);
        }
        thread = startThread(threadName);
    }

    private Thread startThread(String name) {
        try {
            Thread started = new Thread(this::run, name);
            started.setDaemon(true);
            started.start();
            return started;
        } catch (RuntimeException | Error e) {
            end();
            throw e;
        }
    }

    /** @param listener called on the watch's thread with the path of a new name, or with the directory */
    void watch(Path directory, Consumer<Path> listener) {
        try {
            WatchKey key = directory.register(service, StandardWatchEventKinds.ENTRY_CREATE);
            listeners.put(key, listener);
            tell(key, directory);
        } catch (IOException e) {
            throw new UnavailableException("cannot watch " + directory, e);
        }
    }

    private void run() {
        try {
            while (true) {
                WatchKey key = service.take();
                Path directory = (Path) key.watchable();
                for (WatchEvent<?> event : key.pollEvents()) {
                    boolean dropped = event.kind() == StandardWatchEventKinds.OVERFLOW;
                    tell(key, dropped ? directory : directory.resolve((Path) event.context()));
                }
                if (!key.reset()) {
                    listeners.remove(key);
                    LOG.error("{} was removed; restart the bundle so that it is made again", directory);
                }
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            LOG.debug("{} ends", Thread.currentThread().getName(), e);
        }
    }

    private void tell(WatchKey key, Path path) {
        Consumer<Path> listener = listeners.get(key);
        if (listener == null) {
            return;
        }
        try {
            listener.accept(path);
        } catch (RuntimeException | Error e) {
            // the thread serves all shims, so one bad file must not end it
            LOG.error("could not deal with {}", path, e);
        }
    }

    @Override
    public void close() {
        end();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        try {
            service.close();
        } catch (IOException e) {
            LOG.warn("cannot stop watching directories", e);
        }
    }
}
