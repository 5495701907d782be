// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells when files change, by inotify. One thread, from the first file on until it is closed. */
final class FileChanges implements AutoCloseable {
    private static final long CLOSE_MILLIS = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(FileChanges.class);

    /** @param open keeps the kernel from forgetting the file: in a cgroup it tells only of those it has in memory */
    private record Watched(Path name, Runnable listener, InputStream open) implements AutoCloseable {
        @Override
        public void close() {
            try {
                open.close();
            } catch (IOException e) {
                LOG.debug("{} is gone", name, e);
            }
        }
    }

    private final Executor threads;
    private final Map<WatchKey, Watched> watched = new ConcurrentHashMap<>();

    // guarded by this
    private @Nullable WatchService service;

    // guarded by this
    private @Nullable Thread thread;

    /** @param threads that call the listeners */
    FileChanges(Executor threads) {
        this.threads = threads;
    }

    /** Returns what ends it. The directory may vanish before. One file in each directory. */
    synchronized Runnable watch(Path file, Runnable listener) {
        try {
            Watched what = new Watched(file.getFileName(), listener, Files.newInputStream(file));
            WatchKey key = file.getParent().register(service(), StandardWatchEventKinds.ENTRY_MODIFY);
            watched.put(key, what);
            return () -> {
                key.cancel();
                forget(key);
            };
        } catch (IOException e) {
            throw new UnavailableException(
                    "cannot watch " + file + "; too many inotify instances? See fs.inotify.max_user_instances", e);
        }
    }

    private void forget(WatchKey key) {
        Watched known = watched.remove(key);
        if (known != null) {
            known.close();
        }
    }

    private synchronized WatchService service() throws IOException {
        WatchService known = service;
        if (known == null) {
            WatchService opened = FileSystems.getDefault().newWatchService();
            Thread started = new Thread(() -> run(opened), "longshore-shim-local-oom");
            started.setDaemon(true);
            started.start();
            service = opened;
            thread = started;
            known = opened;
        }
        return known;
    }

    private void run(WatchService from) {
        try {
            while (true) {
                WatchKey key = from.take();
                boolean changed = false;
                Watched about = watched.get(key);
                for (WatchEvent<?> event : key.pollEvents()) {
                    changed |= about != null
                            && (event.kind() == StandardWatchEventKinds.OVERFLOW || about.name.equals(event.context()));
                }
                if (changed && about != null) {
                    threads.execute(about.listener);
                }
                if (!key.reset()) {
                    forget(key);
                }
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            LOG.debug("{} ends", Thread.currentThread().getName(), e);
        }
    }

    @Override
    public void close() {
        WatchService opened;
        Thread started;
        synchronized (this) {
            opened = service;
            started = thread;
        }
        watched.keySet().forEach(this::forget);
        if (opened == null || started == null) {
            return;
        }
        try {
            opened.close();
            TimeUnit.MILLISECONDS.timedJoin(started, CLOSE_MILLIS);
        } catch (IOException e) {
            LOG.warn("cannot stop watching files", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
