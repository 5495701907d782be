// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import io.longshore.posix.PosixException;
import java.io.IOException;
import java.lang.ref.Reference;
import java.util.List;
import java.util.stream.Stream;
import jnr.ffi.Pointer;

/** Starts programs by posix_spawn(3), which neither copies this process nor needs a program of the JDK. */
public final class SpawnStart implements ProcessStart {

    private static final short SETSIGDEF = 0x04;
    private static final short SETSIGMASK = 0x08;
    private static final short SETSID = 0x80;

    /** More than glibc's {@code posix_spawnattr_t} has on any processor. */
    private static final int ATTRIBUTES_BYTES = 512;

    private static final int SIGSET_BYTES = 128;
    private static final int P_PID = 1;
    private static final int SIGKILL = 9;

    private final Kernel kernel;
    private final Readiness exits;

    public SpawnStart(Kernel kernel, Readiness exits) {
        this.kernel = kernel;
        this.exits = exits;
    }

    /** Whether the C library has what is needed, which of GNU's is 2.34 and newer. */
    public static boolean isPossible(Kernel kernel) {
        try (SpawnActions actions = new SpawnActions(kernel)) {
            actions.closeOthers();
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    @Override
    public Process start(ProcessBuilder builder) throws IOException {
        String program = builder.command().get(0);
        if (!program.startsWith("/")) {
            throw new IllegalArgumentException("not an absolute path: " + program);
        }
        try (SpawnStreams streams = new SpawnStreams(kernel)) {
            int pid;
            try (SpawnActions actions = new SpawnActions(kernel)) {
                streams.apply(builder, actions);
                if (builder.directory() != null) {
                    actions.changeDirectory(
                            builder.directory().getAbsoluteFile().toPath());
                }
                actions.closeOthers();
                pid = spawn(program, builder, actions);
            }
            return watch(pid, streams);
        } catch (PosixException e) {
            throw new IOException("cannot start " + program + ": " + e.getMessage(), e);
        }
    }

    private int spawn(String program, ProcessBuilder builder, SpawnActions actions) {
        Pointer attributes = kernel.allocate(ATTRIBUTES_BYTES);
        Pointer noSignals = kernel.allocate(SIGSET_BYTES);
        Pointer allSignals = kernel.allocate(SIGSET_BYTES);
        allSignals.setMemory(0, SIGSET_BYTES, (byte) -1);
        CStrings arguments = CStrings.of(kernel, builder.command().stream());
        CStrings environment = CStrings.of(
                kernel,
                builder.environment().entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()));
        Pointer pid = kernel.allocate(Long.BYTES);
        LibC libc = kernel.libc();
        checkError("posix_spawnattr_init", program, libc.posix_spawnattr_init(attributes));
        try {
            libc.posix_spawnattr_setsigmask(attributes, noSignals);
            libc.posix_spawnattr_setsigdefault(attributes, allSignals);
            libc.posix_spawnattr_setflags(attributes, (short) (SETSIGDEF | SETSIGMASK | SETSID));
            checkError(
                    "posix_spawn",
                    program,
                    libc.posix_spawn(
                            pid,
                            CString.of(program),
                            actions.pointer(),
                            attributes,
                            arguments.pointer(),
                            environment.pointer()));
            return pid.getInt(0);
        } finally {
            libc.posix_spawnattr_destroy(attributes);
            Reference.reachabilityFence(noSignals);
            Reference.reachabilityFence(allSignals);
            Reference.reachabilityFence(arguments);
            Reference.reachabilityFence(environment);
        }
    }

    /** These functions return the error. */
    static void checkError(String call, Object argument, int error) {
        if (error != 0) {
            throw new PosixException(call, String.valueOf(argument), error);
        }
    }

    /** Of one that is not watched nobody would learn of its end. */
    private SpawnedProcess watch(int pid, SpawnStreams streams) {
        LinuxPidFd pidFd;
        try {
            pidFd = LinuxPidFd.open(kernel, exits, pid);
        } catch (PosixException e) {
            giveUp(pid);
            throw e;
        }
        try {
            return new SpawnedProcess(pidFd, pidFd.exited(), streams.takeOurs());
        } catch (PosixException | IllegalStateException e) {
            pidFd.close();
            giveUp(pid);
            throw e;
        }
    }

    private void giveUp(int pid) {
        kernel.posix().kill(pid, SIGKILL);
        Pointer siginfo = kernel.allocate(Siginfo.BYTES);
        try {
            kernel.libc().waitid(P_PID, pid, siginfo, Kernel.WEXITED);
        } finally {
            Reference.reachabilityFence(siginfo);
        }
    }

    /** An array of strings as C wants it, which lives as long as this. */
    private record CStrings(Pointer pointer, List<Pointer> strings) {

        static CStrings of(Kernel kernel, Stream<String> texts) {
            List<Pointer> strings = texts.map(CString::of)
                    .map(bytes -> {
                        Pointer copy = kernel.allocate(bytes.length);
                        copy.put(0, bytes, 0, bytes.length);
                        return copy;
                    })
                    .toList();
            Pointer array = kernel.allocate((strings.size() + 1) * Long.BYTES);
            for (int i = 0; i < strings.size(); i++) {
                array.putPointer((long) i * Long.BYTES, strings.get(i));
            }
            return new CStrings(array, strings);
        }
    }
}
