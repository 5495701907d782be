// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import io.longshore.posix.Fd;
import io.longshore.posix.Pipe;
import io.longshore.posix.PosixException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import jnr.ffi.Pointer;

/** Makes the descriptors that no path leads to. None of them blocks, or is inherited. */
public final class Descriptors {

    static final int O_NONBLOCK_CLOEXEC = 0x80800;
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int O_WRONLY_CLOEXEC = 0x80001;
    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = 0x800;

    private final Kernel kernel;
    private final TransferBuffers buffers;
    private final Readiness readiness;

    public Descriptors(Kernel kernel, TransferBuffers buffers, Readiness readiness) {
        this.kernel = kernel;
        this.buffers = buffers;
        this.readiness = readiness;
    }

    /** See pipe2(2). */
    public Pipe pipe() {
        Pointer ends = kernel.allocate(2 * Integer.BYTES);
        kernel.check("pipe2", "", kernel.libc().pipe2(ends, O_NONBLOCK_CLOEXEC));
        return new Pipe(fd("a pipe", ends.getInt(0)), fd("a pipe", ends.getInt(Integer.BYTES)));
    }

    /** See the kernel's documentation of cgroup v1, "Memory thresholds" and "OOM Control". */
    public Fd cgroupNotifications(Path eventControl, Path file) {
        int event = kernel.check("eventfd", "", kernel.libc().eventfd(0, O_NONBLOCK_CLOEXEC));
        try {
            int about = open(file, O_RDONLY_CLOEXEC);
            try {
                write(eventControl, event + " " + about);
            } finally {
                close(about);
            }
            return fd(file.toString(), event);
        } catch (PosixException e) {
            close(event);
            throw e;
        }
    }

    /** Takes over a descriptor that somebody else made. */
    LinuxFd adopt(String name, int descriptor) {
        try {
            kernel.check("fcntl", name, kernel.libc().fcntl(descriptor, F_SETFL, O_NONBLOCK));
        } catch (PosixException e) {
            close(descriptor);
            throw e;
        }
        return fd(name, descriptor);
    }

    LinuxFd fd(String name, int descriptor) {
        return new LinuxFd(kernel, buffers, readiness, name, descriptor);
    }

    void close(int descriptor) {
        kernel.check("close", descriptor, kernel.libc().close(descriptor));
    }

    private int open(Path path, int flags) {
        return kernel.check("open", path, kernel.libc().open(CString.of(path), flags, 0));
    }

    private void write(Path path, String text) {
        int control = open(path, O_WRONLY_CLOEXEC);
        try {
            ByteBuffer bytes = ByteBuffer.allocateDirect(text.length());
            bytes.put(text.getBytes(StandardCharsets.US_ASCII)).flip();
            kernel.check("write", path, (int) kernel.libc().write(control, bytes, bytes.remaining()));
        } finally {
            close(control);
        }
    }
}
