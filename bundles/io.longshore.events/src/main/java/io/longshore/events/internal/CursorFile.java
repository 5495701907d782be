// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the number of the last event that a consumer has dealt with, in a file that is replaced whole and not too often. */
final class CursorFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CursorFile.class);
    private static final long CLOSE_SECONDS = 5;

    private final Path file;
    private final Duration interval;
    private final ScheduledThreadPoolExecutor writer;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile long position;
    private long written;
    private boolean failing;

    private CursorFile(Path file, Duration interval, long position) {
        this.file = file;
        this.interval = interval;
        this.position = position;
        this.written = position;
        this.writer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "longshore-events-cursor");
            thread.setDaemon(true);
            return thread;
        });
        writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Reads the file; 0 if it is not there. One that cannot be understood counts as 0 too: repeating is better than losing. */
    static CursorFile open(Path file, Duration interval) throws IOException {
        long position = 0;
        try {
            position = Long.parseUnsignedLong(
                    Files.readString(file, StandardCharsets.ISO_8859_1).strip());
        } catch (NoSuchFileException e) {
            LOG.debug("{} is not there yet", file);
        } catch (NumberFormatException e) {
            LOG.warn("{} is damaged; all events that the journal has are delivered again", file, e);
        }
        return new CursorFile(file, interval, Math.max(0, position));
    }

    long position() {
        return position;
    }

    /** Written within the interval, by a thread of its own. For one thread at a time. */
    void moveTo(long newPosition) {
        position = newPosition;
        if (scheduled.compareAndSet(false, true)) {
            Future<?> unused = writer.schedule(this::writeScheduled, interval.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void writeScheduled() {
        scheduled.set(false);
        write();
    }

    private synchronized void write() {
        long now = position;
        if (now == written) {
            return;
        }
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (FileChannel channel = PrivateFile.channel(
                    next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer text = StandardCharsets.ISO_8859_1.encode(now + "\n");
                while (text.hasRemaining()) {
                    channel.write(text);
                }
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            written = now;
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                failing = true;
                LOG.warn(
                        "{} cannot be written; events after {} would be delivered again after a restart",
                        file,
                        written,
                        e);
            }
        }
    }

    /** Writes the last position. No {@link #moveTo} may follow. */
    @Override
    public void close() {
        writer.shutdown();
        boolean interrupted = false;
        try {
            if (!writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{} is still being written", file);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        // an interrupt would close the channel
        interrupted |= Thread.interrupted();
        write();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
