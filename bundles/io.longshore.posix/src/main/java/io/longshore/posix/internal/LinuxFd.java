// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import io.longshore.posix.Errno;
import io.longshore.posix.Fd;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import jnr.ffi.Pointer;

/** Every call holds the lock: a descriptor closed meanwhile could already be another file. None of them blocks. */
public final class LinuxFd implements Fd {

    private static final int O_NONBLOCK_NOCTTY_CLOEXEC = 0x80900;
    private static final long TIOCSWINSZ = 0x5414;
    private static final int WINSIZE_BYTES = 8;

    private final Kernel kernel;
    private final TransferBuffers buffers;
    private final String path;
    private final int descriptor;
    private final FdWaits waits;

    // guarded by this
    private boolean closed;

    /** @param path for messages */
    LinuxFd(Kernel kernel, TransferBuffers buffers, Readiness readiness, String path, int descriptor) {
        this.kernel = kernel;
        this.buffers = buffers;
        this.path = path;
        this.descriptor = descriptor;
        this.waits = new FdWaits(readiness, descriptor);
    }

    /** See open(2). */
    public static LinuxFd open(Kernel kernel, TransferBuffers buffers, Readiness readiness, Path path, Access access) {
        int mode = switch (access) {
            case READ -> 0;
            case WRITE -> 1;
            case READ_WRITE -> 2;
        };
        int flags = mode | O_NONBLOCK_NOCTTY_CLOEXEC | noFollow(System.getProperty("os.arch"));
        int descriptor = kernel.check("open", path, kernel.libc().open(CString.of(path), flags, 0));
        return new LinuxFd(kernel, buffers, readiness, path.toString(), descriptor);
    }

    static int noFollow(String architecture) {
        return architecture.equals("aarch64") ? 0x8000 : 0x20000;
    }

    @Override
    public synchronized int read(byte[] buffer, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        requireOpen();
        if (length == 0) {
            return 0;
        }
        ByteBuffer transfer = buffers.take();
        try {
            long result = kernel.libc().read(descriptor, transfer, Math.min(length, transfer.capacity()));
            int count = kernel.checkExcept(Errno.EAGAIN, "read", path, (int) result);
            if (count > 0) {
                transfer.get(buffer, offset, count);
            }
            // the kernel's 0 is the end, its error EAGAIN is our 0
            return count == 0 ? -1 : Math.max(count, 0);
        } finally {
            buffers.giveBack(transfer);
        }
    }

    @Override
    public synchronized int write(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        requireOpen();
        ByteBuffer transfer = buffers.take();
        try {
            transfer.put(bytes, offset, Math.min(length, transfer.capacity())).flip();
            long result = kernel.libc().write(descriptor, transfer, transfer.remaining());
            return Math.max(kernel.checkExcept(Errno.EAGAIN, "write", path, (int) result), 0);
        } finally {
            buffers.giveBack(transfer);
        }
    }

    @Override
    public synchronized CompletionStage<Void> readable() {
        requireOpen();
        return waits.readable();
    }

    @Override
    public synchronized CompletionStage<Void> writable() {
        requireOpen();
        return waits.writable();
    }

    @Override
    public synchronized Path reopenable() {
        requireOpen();
        return Path.of("/proc", String.valueOf(ProcessHandle.current().pid()), "fd", String.valueOf(descriptor));
    }

    @Override
    public synchronized void resizeTerminal(int columns, int rows) {
        requireSize(columns);
        requireSize(rows);
        requireOpen();
        Pointer size = kernel.allocate(WINSIZE_BYTES);
        size.putShort(0, (short) rows);
        size.putShort(Short.BYTES, (short) columns);
        kernel.check("ioctl", path, kernel.libc().ioctl(descriptor, TIOCSWINSZ, size));
    }

    private static void requireSize(int size) {
        if (size < 1 || size > 0xffff) {
            throw new IllegalArgumentException("a terminal cannot have " + size + " columns or rows");
        }
    }

    /** The number is not guarded by the lock any more: for whoever alone closes this, and sees to it that it is not done now. */
    int descriptor() {
        requireOpen();
        return descriptor;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            waits.end();
            kernel.check("close", path, kernel.libc().close(descriptor));
        }
        waits.abandoned(new CancellationException(path + " was closed before it was ready"));
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(path + " is closed");
        }
    }
}
