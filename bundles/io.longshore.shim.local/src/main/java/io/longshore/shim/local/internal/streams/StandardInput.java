// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import io.longshore.posix.Fd;
import org.jspecify.annotations.Nullable;

/** Copies what a user writes to a process. */
final class StandardInput {
    private final StreamCopy copy;
    private final @Nullable Fd holder;

    /** @param whenEnded the user's input has ended, or nobody reads it: to close what it was copied to */
    StandardInput(StreamContext context, String from, Target to, Runnable whenEnded) {
        Fd source = StreamEnds.source(context.posix(), from);
        Fd opened;
        try {
            opened = StreamEnds.holder(context.posix(), from);
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
        holder = opened;
        copy = new StreamCopy(from, source, to, false, context.threads(), () -> {
            source.close();
            whenEnded.run();
        });
    }

    void start() {
        copy.start();
    }

    /** From now on the FIFO ends when its other writers are gone. */
    void closeStdin() {
        if (holder != null) {
            holder.close();
        }
    }

    void close() {
        closeStdin();
        // what nobody will read is not worth a word
        var unused = copy.close();
    }
}
