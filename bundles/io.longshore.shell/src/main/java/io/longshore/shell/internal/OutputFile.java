// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Task;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A file that a task writes to and a console reads from, in a directory that only we can enter; gone when closed. */
final class OutputFile implements AutoCloseable {
    private final Path directory;
    private final Path file;
    private final InputStream input;
    private boolean lineIsOpen;

    private OutputFile(Path directory, Path file, InputStream input) {
        this.directory = directory;
        this.file = file;
        this.input = input;
    }

    static OutputFile create() {
        try {
            Path directory = Files.createTempDirectory("longshore-run-");
            Path file = Files.createFile(directory.resolve("output"));
            return new OutputFile(directory, file, Files.newInputStream(file));
        } catch (IOException e) {
            throw new UnavailableException("there is no place for the output in java.io.tmpdir: " + e, e);
        }
    }

    Path path() {
        return file;
    }

    /** Copies what comes until the task has ended. */
    void follow(Task task, Duration timeout, PrintStream out) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (WatchService changes = directory.getFileSystem().newWatchService()) {
            directory.register(changes, StandardWatchEventKinds.ENTRY_MODIFY);
            // the end of the task wakes us up too
            task.exit().whenComplete((exit, error) -> close(changes));
            boolean open = true;
            while (open) {
                copyTo(out);
                open = awaitChange(changes, deadline - System.nanoTime());
                if (open && deadline - System.nanoTime() < 0) {
                    throw ExitWait.notInTime(task, timeout);
                }
            }
            copyTo(out);
        } catch (IOException e) {
            throw new UnavailableException("the output cannot be followed: " + e, e);
        } catch (InterruptedException e) {
            throw ExitWait.interrupted(task);
        }
    }

    /** Returns false if the watch is closed. */
    private static boolean awaitChange(WatchService changes, long nanos) throws InterruptedException {
        try {
            WatchKey key = changes.poll(nanos, TimeUnit.NANOSECONDS);
            if (key != null) {
                key.pollEvents();
                key.reset();
            }
            return true;
        } catch (ClosedWatchServiceException e) {
            return false;
        }
    }

    private static void close(WatchService changes) {
        try {
            changes.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies what is there and was not copied before. */
    void copyTo(PrintStream out) {
        try {
            byte[] buffer = new byte[8192];
            for (int count = input.read(buffer); count > 0; count = input.read(buffer)) {
                out.write(buffer, 0, count);
                lineIsOpen = buffer[count - 1] != '\n';
            }
            out.flush();
        } catch (IOException e) {
            throw new UnavailableException("the output cannot be read: " + e, e);
        }
    }

    /** Lets what is printed next begin on a line of its own. */
    void endLine(PrintStream out) {
        if (lineIsOpen) {
            out.println();
        }
    }

    @Override
    public void close() {
        try (input) {
            Files.deleteIfExists(file);
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UnavailableException("the output file " + file + " is left behind: " + e, e);
        }
    }
}
