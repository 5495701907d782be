// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.UnavailableException;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.Posix;
import io.longshore.ttrpc.TtrpcClient;
import io.longshore.ttrpc.TtrpcException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Starts a {@code containerd-shim} and connects to it; if that fails, no process is left. */
final class V1Start {
    /** A killed process is gone in milliseconds, unless it hangs in the kernel. */
    private static final Duration CLEAN_UP = Duration.ofSeconds(10);

    private final ShimSockets sockets;
    private final V1Command command;
    private final RemoteCalls calls;
    private final Posix posix;

    V1Start(ShimSockets sockets, V1Command command, RemoteCalls calls, Posix posix) {
        this.posix = posix;
        this.sockets = sockets;
        this.command = command;
        this.calls = calls;
    }

    RemoteShim start(ShimLaunch launch, Duration timeout, Consumer<RemoteShim> released) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Path socket = ShimSockets.socket(launch);
        if (!sockets.directory().equals(socket.getParent())) {
            // nobody would see the socket appear
            throw new InvalidArgumentException("the bundle is not in the state directory: " + launch.bundle());
        }
        ShimSockets.remove(socket);
        CompletableFuture<Void> appeared = sockets.expect(socket);
        try {
            ChildProcess process = new ChildProcess(command.start(launch, socket));
            try {
                CompletableFuture<Void> ended =
                        process.ended().toCompletableFuture().thenRun(() -> {});
                await(CompletableFuture.anyOf(appeared, ended), launch, deadline);
                TtrpcClient client = dial(launch, socket, process, deadline);
                try {
                    V1Files.write(launch.bundle(), process.pid(), V1Command.address(socket));
                    return V1Shim.of(launch, socket, process, client, posix, released);
                } catch (RuntimeException e) {
                    client.close();
                    throw e;
                }
            } catch (RuntimeException e) {
                giveUp(process, socket, e);
                throw e;
            }
        } finally {
            sockets.forget(socket);
        }
    }

    private TtrpcClient dial(ShimLaunch launch, Path socket, ChildProcess process, long deadline) {
        try {
            return Dial.whileRefused(() -> {
                requireAlive(launch, process);
                return calls.connect(socket, remaining(launch, deadline));
            });
        } catch (TtrpcException e) {
            throw Dial.failed("connecting to the shim of task " + launch.namespace() + "/" + launch.id(), e);
        }
    }

    private static void requireAlive(ShimLaunch launch, ChildProcess process) {
        if (!process.process().isAlive()) {
            throw new UnavailableException("the shim of task " + launch.namespace() + "/" + launch.id()
                    + " ended at once: " + V1Command.lastWords(launch.bundle()));
        }
    }

    private static void giveUp(ShimProcess process, Path socket, RuntimeException why) {
        try {
            process.endThoughInterrupted(CLEAN_UP);
            ShimSockets.remove(socket);
        } catch (RuntimeException e) {
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
}
