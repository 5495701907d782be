// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An open FIFO, pipe, terminal, device or file, read and written without ever blocking.
 *
 * <p>Thread-safe. The owner closes it; every other method then throws {@link IllegalStateException}. The descriptor is not
 * inherited by processes started from here.
 */
@ProviderType
public interface Fd extends AutoCloseable {

    /** What it is opened for. */
    enum Access {
        READ,
        WRITE,
        /** Of a FIFO, both ends at once: it then has a reader and a writer, whoever else comes or goes. */
        READ_WRITE
    }

    /**
     * Reads what is there, at most 64 KiB.
     *
     * @return how many bytes; 0 when nothing is there now (or the length is 0), -1 at the end: of a FIFO, when it is empty
     *     and nobody has it open to write
     */
    int read(byte[] buffer, int offset, int length);

    /**
     * Writes as much as there is room for, at most 64 KiB.
     *
     * @return how many bytes; 0 when there is no room now
     * @throws PosixException {@link Errno#EPIPE} for a FIFO that nobody has open to read
     */
    int write(byte[] bytes, int offset, int length);

    /**
     * Completes once {@link #read} would not give 0, the end included.
     *
     * <p>Dependents that are not {@code ...Async} run on the one thread that serves all descriptors
     * ({@code longshore-posix-io}), or here: they must hand over, not work or wait. It fails, with a
     * {@link java.util.concurrent.CancellationException} as the cause, when this, or the {@link LinuxPosix} it came from,
     * is closed first.
     *
     * @throws PosixException {@link Errno#EPERM} for a file, which has no such notion
     */
    CompletionStage<Void> readable();

    /** As {@link #readable}, once {@link #write} would not give 0, a refusal included. */
    CompletionStage<Void> writable();

    /**
     * Where this process, or another of the same user, can open it once more as long as this is open: for those that take
     * paths only, such as the JDK's redirections. What is opened there blocks, as a child expects, and is an end of its own.
     */
    Path reopenable();

    /**
     * Tells a terminal, of which this is the master, how large it is; who runs in it gets SIGWINCH.
     *
     * @param columns 1 to 65535
     * @param rows 1 to 65535
     * @throws PosixException {@link Errno#ENOTTY} if it is none
     */
    void resizeTerminal(int columns, int rows);

    /** Again does nothing. */
    @Override
    void close();
}
