// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import io.longshore.posix.Errno;
import io.longshore.posix.PosixException;
import io.longshore.posix.PosixUnavailableException;
import java.util.Set;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;

/** The loaded C library, and how its errors become exceptions. */
public final class Kernel {

    private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64");
    private static final int PR_SET_CHILD_SUBREAPER = 36;
    private static final int PR_GET_CHILD_SUBREAPER = 37;
    private static final int P_ALL = 0;
    static final int WNOHANG = 1;
    static final int WEXITED = 4;
    static final int WNOWAIT = 0x1000000;

    private final POSIX posix;
    private final LibC libc;
    private final Runtime runtime;

    private Kernel(POSIX posix, LibC libc) {
        this.posix = posix;
        this.libc = libc;
        this.runtime = Runtime.getRuntime(libc);
    }

    /** Loads the native library. */
    public static Kernel load() {
        requireSupported(System.getProperty("os.name"), System.getProperty("os.arch"));
        try {
            return new Kernel(
                    POSIXFactory.getNativePOSIX(new JnrPosixHandler()),
                    LibraryLoader.create(LibC.class).load("c"));
        } catch (LinkageError | RuntimeException e) {
            throw new PosixUnavailableException(
                    "the native library for system calls cannot be loaded; it is unpacked to java.io.tmpdir ("
                            + System.getProperty("java.io.tmpdir")
                            + ") or else the working directory, one of which must be writable and not mounted noexec:"
                            + " start the JVM with such a -Djava.io.tmpdir",
                    e);
        }
    }

    static void requireSupported(String system, String architecture) {
        if (!system.equals("Linux") || !ARCHITECTURES.contains(architecture)) {
            throw new PosixUnavailableException(
                    "no native library for " + system + " on " + architecture
                            + "; run this on Linux with a 64-bit x86 or ARM processor and JVM (x86_64, aarch64)",
                    null);
        }
    }

    /** The functions jnr-posix has; what they return must go through {@link #check}. */
    public POSIX posix() {
        return posix;
    }

    /** The other functions; what they return must go through {@link #check}. */
    public LibC libc() {
        return libc;
    }

    /** Gives back the result, unless it is -1: then throws what errno says, which is only valid right after the call. */
    public int check(String call, Object argument, int result) {
        if (result == -1) {
            throw new PosixException(call, String.valueOf(argument), posix.errno());
        }
        return result;
    }

    /** As {@link #check}, but a call that failed with this error gives -1 instead of throwing. */
    int checkExcept(Errno tolerated, String call, Object argument, int result) {
        if (result == -1 && posix.errno() == tolerated.number()) {
            return result;
        }
        return check(call, argument, result);
    }

    /** See prctl(2). */
    public void setChildSubreaper(boolean enabled) {
        check("prctl", "PR_SET_CHILD_SUBREAPER", libc.prctl(PR_SET_CHILD_SUBREAPER, enabled ? 1 : 0, 0, 0, 0));
    }

    /** See prctl(2). */
    public boolean isChildSubreaper() {
        Pointer answer = allocate(Integer.BYTES);
        check("prctl", "PR_GET_CHILD_SUBREAPER", libc.prctl(PR_GET_CHILD_SUBREAPER, answer.address(), 0, 0, 0));
        // keeps the memory reachable: the kernel was only given its address
        return answer.getInt(0) != 0;
    }

    /** Whether waitid(2) finds a child that has ended, which is left as it is. */
    public boolean hasUnreapedChild() {
        Pointer siginfo = allocate(Siginfo.BYTES);
        int result = libc.waitid(P_ALL, 0, siginfo, WEXITED | WNOHANG | WNOWAIT);
        return checkExcept(Errno.ECHILD, "waitid", "any child", result) == 0 && Siginfo.hasEnded(siginfo);
    }

    /** Zeroed native memory, freed with the pointer. */
    Pointer allocate(int bytes) {
        return Memory.allocateDirect(runtime, bytes, true);
    }
}
