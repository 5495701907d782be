// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import io.longshore.posix.PosixException;
import jnr.ffi.Pointer;

/** The signals a thread blocks. */
public final class SignalMask {

    private static final int SIG_SETMASK = 2;
    /** Of sigset_t in glibc and musl; all zeroes is the empty set. */
    private static final int SIGSET_BYTES = 128;

    private final Kernel kernel;

    /** For the process the library was loaded into. */
    public SignalMask(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Makes the calling thread block nothing; restore the result on the same thread. */
    public Saved clear() {
        Pointer before = kernel.allocate(SIGSET_BYTES);
        replace(kernel.allocate(SIGSET_BYTES), before);
        return () -> replace(before, kernel.allocate(SIGSET_BYTES));
    }

    private void replace(Pointer mask, Pointer before) {
        // not by errno: pthread functions return the error
        int error = kernel.libc().pthread_sigmask(SIG_SETMASK, mask, before);
        if (error != 0) {
            throw new PosixException("pthread_sigmask", "SIG_SETMASK", error);
        }
    }

    /** What the thread blocked before. */
    @FunctionalInterface
    public interface Saved {

        /** Makes the calling thread block it again. */
        void restore();
    }
}
