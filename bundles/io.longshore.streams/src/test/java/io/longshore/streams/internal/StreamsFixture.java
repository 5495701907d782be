// SPDX-License-Identifier: Apache-2.0
package io.longshore.streams.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.runtime.Exit;
import io.longshore.api.streams.StreamOptions;
import io.longshore.api.streams.TaskIo;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.Posix;
import io.longshore.posix.PosixException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A service on a directory of its own. */
final class StreamsFixture implements AutoCloseable {
    static final Namespace NAMESPACE = new Namespace("default");
    static final ContainerId ID = new ContainerId("web");
    static final Exit ENDED = Exit.exited(0, Instant.EPOCH);

    private static final int EMFILE = 24;

    final Path root;
    private final LinuxPosix posix = new LinuxPosix();
    private final AtomicInteger callsUntilFailure = new AtomicInteger();
    private FifoStreams streams;

    StreamsFixture(Path root) {
        this.root = root;
        streams = FifoStreams.open(failing(), root);
    }

    FifoStreams streams() {
        return streams;
    }

    TaskIo open(StreamOptions options) {
        return streams.open(NAMESPACE, ID, null, options);
    }

    TaskIo reattach() {
        return streams.reattach(NAMESPACE, ID, null, StreamOptions.DEFAULT);
    }

    FifoStreams openAnother(Path directory) {
        return FifoStreams.open(posix, directory);
    }

    void restart() {
        restartAfter(Duration.ZERO);
    }

    void restartAfter(Duration pause) {
        streams.close();
        streams = FifoStreams.open(failing(), root, Clock.offset(Clock.systemUTC(), pause));
    }

    /** Once, the one that makes or opens a FIFO fails that is this many from now, as if there were no descriptors left. */
    void failAtCall(int number) {
        callsUntilFailure.set(number);
    }

    private Posix failing() {
        return (Posix) Proxy.newProxyInstance(
                Posix.class.getClassLoader(), new Class<?>[] {Posix.class}, (proxy, method, arguments) -> {
                    boolean counts =
                            method.getName().equals("open") || method.getName().equals("mkfifo");
                    if (counts && callsUntilFailure.getAndUpdate(left -> Math.max(0, left - 1)) == 1) {
                        throw new PosixException(method.getName(), arguments[0].toString(), EMFILE);
                    }
                    try {
                        return method.invoke(posix, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public void close() {
        streams.close();
        posix.close();
    }

    /** Runs the call on another thread and returns once that waits. */
    static <T> FutureTask<T> blocked(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "blocked");
        thread.setDaemon(true);
        thread.start();
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(2))
                .until(() ->
                        thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
        assertThat(task).isNotDone();
        return task;
    }

    static String text(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    static String read(InputStream stream, int bytes) throws IOException {
        return new String(stream.readNBytes(bytes), StandardCharsets.UTF_8);
    }

    /** Of this JVM: the FIFOs, and what the epolls are made of. */
    long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.map(StreamsFixture::target)
                    .filter(target ->
                            target != null && (target.startsWith(root.toString()) || target.startsWith("anon_inode:")))
                    .count();
        }
    }

    private static @Nullable String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException e) {
            // the descriptor of the listing itself
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
