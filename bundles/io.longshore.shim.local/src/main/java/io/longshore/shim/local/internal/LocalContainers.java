// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.UnavailableException;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.Posix;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All containers that this JVM is the parent of, whatever becomes of the runtime they were made for. Until there is one,
 * nothing is running and nothing is changed.
 */
final class LocalContainers implements AutoCloseable {
    private static final Path PROC = Path.of("/proc");
    private static final Duration ORPHANS = Duration.ofSeconds(15);
    private static final int THREADS = 8;

    /** How long the end of all containers together may take. */
    private static final Duration TO_STOP = Duration.ofSeconds(30);

    private static final int COPYING_THREADS = 4;
    private static final int KILLING_THREADS = 4;
    private static final String STOPPED =
            "the bundle io.longshore.shim.local was stopped, and what it was the parent of was killed with it";
    private static final Logger LOG = LoggerFactory.getLogger(LocalContainers.class);

    private final Posix posix;
    private final StrayCommands stray;
    private final Map<Path, LocalContainer> containers = new ConcurrentHashMap<>();

    // guarded by this
    private @Nullable Running running;

    // guarded by this
    private boolean closed;

    private record Running(
            LocalThreads threads, LocalThreads killing, LocalThreads copying, Orphans orphans, LocalContext context) {}

    LocalContainers(Posix posix) {
        this.posix = posix;
        this.stray = new StrayCommands(PROC, posix);
    }

    /**
     * Under the lock, so that one that is added is ended by {@link #close}.
     *
     * @throws AlreadyExistsException if there is one with this bundle
     * @throws UnavailableException if the bundle is stopped
     */
    synchronized LocalContainer add(ShimLaunch launch) {
        LocalContainer container = new LocalContainer(launch, context());
        if (containers.putIfAbsent(launch.bundle(), container) != null) {
            throw new AlreadyExistsException("there is a container with the bundle " + launch.bundle());
        }
        return container;
    }

    Optional<LocalContainer> find(ShimLaunch launch) {
        return Optional.ofNullable(containers.get(launch.bundle()));
    }

    /** Ends it, and forgets it then. */
    void end(LocalContainer container, Duration timeout) {
        container.end().byForce(timeout);
        containers.remove(container.launch().bundle(), container);
    }

    /** Ends what is left of one, from here or from an earlier JVM. */
    void reclaim(ShimLaunch launch, Duration timeout) {
        TimeLeft left = TimeLeft.of(timeout);
        LocalContainer known = containers.get(launch.bundle());
        if (known != null) {
            end(known, left.get());
        }
        stray.end(ContainerCommands.root(launch), launch.id(), left);
        LocalContainer.sockets(launch).removeAll();
    }

    private synchronized LocalContext context() {
        if (closed) {
            throw new UnavailableException("the bundle io.longshore.shim.local is stopped");
        }
        Running known = running;
        if (known == null) {
            known = begin();
            running = known;
        }
        return known.context;
    }

    private Running begin() {
        Deque<Runnable> undo = new ArrayDeque<>();
        try {
            Orphans orphans = new Orphans(posix, ORPHANS);
            undo.push(orphans::close);
            LocalThreads threads = new LocalThreads("longshore-shim-local", THREADS);
            undo.push(threads::close);
            LocalThreads killing = new LocalThreads("longshore-shim-local-kill", KILLING_THREADS);
            undo.push(killing::close);
            LocalThreads copying = new LocalThreads("longshore-shim-local-io", COPYING_THREADS);
            undo.clear();
            LocalContext context = new LocalContext(posix, Clock.systemUTC(), threads, killing, copying, orphans);
            return new Running(threads, killing, copying, orphans, context);
        } finally {
            undo.forEach(LocalContainers::attempt);
        }
    }

    /** Ends all containers: nobody could tell how they end later. */
    @Override
    public void close() {
        Running known;
        synchronized (this) {
            closed = true;
            known = running;
            running = null;
        }
        if (known == null) {
            return;
        }
        end(List.copyOf(containers.values()));
        containers.clear();
        List.<Runnable>of(known.threads::close, known.killing::close, known.copying::close, known.orphans::close)
                .forEach(LocalContainers::attempt);
    }

    private static void end(List<LocalContainer> left) {
        if (left.isEmpty()) {
            return;
        }
        LOG.warn("{} containers are killed, as the JVM that is their parent lets go of them", left.size());
        left.forEach(container -> attempt(() -> container.end().kill(STOPPED)));
        TimeLeft timeLeft = TimeLeft.of(TO_STOP);
        // not the threads that deal with exits, which this waits for
        try (LocalThreads stopping = new LocalThreads("longshore-shim-local-stop", THREADS)) {
            CompletableFuture.allOf(left.stream()
                            .map(container -> CompletableFuture.runAsync(
                                    () -> container.end().stop(timeLeft), stopping))
                            .toArray(CompletableFuture[]::new))
                    .get(TO_STOP.plusSeconds(1).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.error("not all containers could be deleted; the next start tries again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.error("a step of the end has failed; the others follow", e);
        }
    }
}
