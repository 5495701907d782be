// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import java.util.concurrent.CompletionStage;

/** Where a copy goes. Not thread-safe, but for {@link #close}. */
interface Target {
    /**
     * Takes as much as there is room for.
     *
     * @return how many bytes; 0 if there is no room now
     * @throws io.longshore.posix.PosixException if it will never take anything again
     */
    int write(byte[] bytes, int offset, int length);

    /** Completes when there is room again. */
    CompletionStage<Void> writable();

    void close();
}
