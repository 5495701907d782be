// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Pointer;

/** The three streams of a process that is being started; {@link #close} drops what the process has by then, and what was not taken. */
final class SpawnStreams implements AutoCloseable {

    /** Our ends. Where the process has no pipe they are at their end, or drop what is written. */
    record Ours(OutputStream stdin, InputStream stdout, InputStream stderr) {}

    private static final int O_CLOEXEC = 0x80000;
    private static final int O_RDONLY = 0;
    private static final int O_WRONLY_CREAT_TRUNC = 1 | 0x40 | 0x200;
    private static final int O_WRONLY_CREAT_APPEND = 1 | 0x40 | 0x400;
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;

    private final Kernel kernel;
    private final List<Integer> theirs = new ArrayList<>();
    private final List<Closeable> ours = new ArrayList<>();
    private OutputStream stdin = OutputStream.nullOutputStream();
    private InputStream stdout = InputStream.nullInputStream();
    private InputStream stderr = InputStream.nullInputStream();

    SpawnStreams(Kernel kernel) {
        this.kernel = kernel;
    }

    void apply(ProcessBuilder builder, SpawnActions actions) throws IOException {
        stdin = input(builder.redirectInput(), actions);
        stdout = output(STDOUT, builder.redirectOutput(), actions);
        if (builder.redirectErrorStream()) {
            actions.copy(STDOUT, STDERR);
        } else {
            stderr = output(STDERR, builder.redirectError(), actions);
        }
    }

    private OutputStream input(Redirect from, SpawnActions actions) throws IOException {
        switch (from.type()) {
            case PIPE -> {
                Pointer ends = pipe();
                actions.copy(their(ends.getInt(0)), STDIN);
                return writer(ends.getInt(Integer.BYTES));
            }
            case READ -> actions.open(STDIN, from.file().getAbsoluteFile().toPath(), O_RDONLY, 0);
            case INHERIT -> {}
            default -> throw new IllegalArgumentException("not an input: " + from);
        }
        return OutputStream.nullOutputStream();
    }

    private InputStream output(int descriptor, Redirect to, SpawnActions actions) throws IOException {
        switch (to.type()) {
            case PIPE -> {
                Pointer ends = pipe();
                actions.copy(their(ends.getInt(Integer.BYTES)), descriptor);
                return reader(ends.getInt(0));
            }
            case WRITE -> actions.open(descriptor, to.file().getAbsoluteFile().toPath(), O_WRONLY_CREAT_TRUNC, 0666);
            case APPEND -> actions.open(descriptor, to.file().getAbsoluteFile().toPath(), O_WRONLY_CREAT_APPEND, 0666);
            case INHERIT -> {}
            default -> throw new IllegalArgumentException("not an output: " + to);
        }
        return InputStream.nullInputStream();
    }

    private Pointer pipe() {
        Pointer ends = kernel.allocate(2 * Integer.BYTES);
        kernel.check("pipe2", "", kernel.libc().pipe2(ends, O_CLOEXEC));
        return ends;
    }

    private int their(int descriptor) {
        theirs.add(descriptor);
        return descriptor;
    }

    /** The JDK takes no descriptor, but opens what it stands for. */
    private OutputStream writer(int descriptor) throws IOException {
        try {
            OutputStream stream = new FileOutputStream(path(descriptor));
            ours.add(stream);
            return stream;
        } finally {
            close(descriptor);
        }
    }

    private InputStream reader(int descriptor) throws IOException {
        try {
            // read without a buffer, it would want to seek
            InputStream stream = new BufferedInputStream(new FileInputStream(path(descriptor)));
            ours.add(stream);
            return stream;
        } finally {
            close(descriptor);
        }
    }

    private static String path(int descriptor) {
        return "/proc/self/fd/" + descriptor;
    }

    private void close(int descriptor) {
        kernel.check("close", descriptor, kernel.libc().close(descriptor));
    }

    /** To be closed by the caller from here on. */
    Ours takeOurs() {
        ours.clear();
        return new Ours(stdin, stdout, stderr);
    }

    @Override
    public void close() throws IOException {
        theirs.forEach(this::close);
        for (Closeable left : ours) {
            left.close();
        }
    }
}
