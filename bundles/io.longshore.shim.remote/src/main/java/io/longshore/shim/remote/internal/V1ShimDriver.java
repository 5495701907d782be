// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimDriver;
import io.longshore.api.shim.ShimEventSink;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.Posix;
import io.longshore.ttrpc.TtrpcClient;
import io.longshore.ttrpc.TtrpcException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Starts {@code containerd-shim} processes and finds them again, one per task. */
final class V1ShimDriver implements ShimDriver {
    /** Between the appearance of a socket and its listening are two system calls of the shim. */
    private static final Duration REFUSED_PAUSE = Duration.ofNanos(200_000);

    private final Posix posix;
    private final RemoteCalls calls;
    private final ShimSockets sockets;
    private final EventSpool spool;
    private final V1Command command;
    private final DirectoryWatch watch;
    private final Set<V1Shim> held = ConcurrentHashMap.newKeySet();

    V1ShimDriver(Path stateDirectory, ShimEventSink events, Posix posix) {
        this.posix = posix;
        sockets = new ShimSockets(stateDirectory);
        spool = new EventSpool(stateDirectory, events);
        command = new V1Command(spool, posix);
        watch = new DirectoryWatch("longshore-shim-v1-watch");
        watch.watch(sockets.directory(), sockets::appeared);
        calls = RemoteCalls.open("longshore-shim-v1");
    }

    @Override
    public Shim start(ShimLaunch launch, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Path socket = sockets.socket(launch.namespace(), launch.id());
        ShimSockets.remove(socket);
        CompletableFuture<Void> appeared = sockets.expect(socket);
        try {
            ChildProcess process = new ChildProcess(command.start(launch, socket));
            try {
                CompletableFuture<Void> ended =
                        process.ended().toCompletableFuture().thenRun(() -> {});
                await(CompletableFuture.anyOf(appeared, ended), launch, deadline);
                TtrpcClient client = dial(launch, socket, process, deadline);
                V1Files.write(launch.bundle(), process.pid(), V1Command.address(socket));
                return hold(new V1Shim(launch, socket, process, client, held::remove));
            } catch (RuntimeException e) {
                giveUp(process, socket, timeout, e);
                throw e;
            }
        } finally {
            sockets.forget(socket);
        }
    }

    private TtrpcClient dial(ShimLaunch launch, Path socket, ChildProcess process, long deadline) {
        while (true) {
            if (!process.process().isAlive()) {
                throw new UnavailableException("the shim of task " + launch.namespace() + "/" + launch.id()
                        + " ended at once: " + V1Command.lastWords(launch.bundle()));
            }
            try {
                return calls.connect(socket, remaining(launch, deadline));
            } catch (TtrpcException e) {
                if (e.kind() != TtrpcException.Kind.CONNECTION_LOST) {
                    throw WireErrors.translate("connecting to the shim of " + launch.id(), e);
                }
                LockSupport.parkNanos(REFUSED_PAUSE.toNanos());
            }
        }
    }

    private static void giveUp(ShimProcess process, Path socket, Duration timeout, RuntimeException why) {
        try {
            process.end(timeout);
            ShimSockets.remove(socket);
        } catch (LongshoreException e) {
            why.addSuppressed(e);
        }
    }

    private static void await(CompletableFuture<?> future, ShimLaunch launch, long deadline) {
        try {
            future.get(remaining(launch, deadline).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw late(launch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted while the shim of " + launch.id() + " started", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing completes these exceptionally", e);
        }
    }

    private static Duration remaining(ShimLaunch launch, long deadline) {
        long nanos = deadline - System.nanoTime();
        if (nanos <= 0) {
            throw late(launch);
        }
        return Duration.ofNanos(nanos);
    }

    private static DeadlineExceededException late(ShimLaunch launch) {
        return new DeadlineExceededException("the shim of task " + launch.namespace() + "/" + launch.id()
                + " did not listen in time: " + V1Command.lastWords(launch.bundle()));
    }

    @Override
    public Shim connect(ShimLaunch launch, Duration timeout) {
        Path socket = sockets.socket(launch.namespace(), launch.id());
        ShimProcess process = find(launch, socket)
                .orElseThrow(() -> new NotFoundException(
                        "the shim of task " + launch.namespace() + "/" + launch.id() + " does not run"));
        try {
            return hold(new V1Shim(launch, socket, process, calls.connect(socket, timeout), held::remove));
        } catch (TtrpcException e) {
            process.close();
            if (e.kind() == TtrpcException.Kind.CONNECTION_LOST) {
                throw new NotFoundException(
                        "the shim of task " + launch.namespace() + "/" + launch.id() + " does not listen", e);
            }
            throw WireErrors.translate("connecting to the shim of " + launch.id(), e);
        }
    }

    private Optional<ShimProcess> find(ShimLaunch launch, Path socket) {
        Optional<ShimProcess> written =
                V1Files.readPid(launch.bundle()).flatMap(pid -> AdoptedProcess.of(pid, socket, posix));
        return written.isPresent()
                ? written
                : AdoptedProcess.all(socket, posix).stream().findFirst();
    }

    @Override
    public void reclaim(ShimLaunch launch, Duration timeout) {
        Path socket = sockets.socket(launch.namespace(), launch.id());
        for (ShimProcess process : AdoptedProcess.all(socket, posix)) {
            try (process) {
                process.end(timeout);
            }
        }
        ShimSockets.remove(socket);
    }

    @Override
    public void deliverEvents() {
        watch.watch(spool.directory(), spool::appeared);
    }

    private V1Shim hold(V1Shim shim) {
        held.add(shim);
        shim.lost().thenRun(() -> held.remove(shim));
        return shim;
    }

    @Override
    public void close() {
        // before their connections go with the threads below, which would look like the death of all shims
        held.forEach(V1Shim::close);
        watch.close();
        calls.close();
    }
}
