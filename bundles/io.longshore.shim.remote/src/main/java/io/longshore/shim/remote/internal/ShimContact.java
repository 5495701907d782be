// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.ttrpc.TtrpcClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/** A shim's process and a connection to it: the end of either is the shim's, unless it was let go of before. */
final class ShimContact {
    private final ShimProcess process;
    private final TtrpcClient client;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();
    private final AtomicBoolean letGo = new AtomicBoolean();

    ShimContact(ShimProcess process, TtrpcClient client) {
        this.process = process;
        this.client = client;
        client.closed().thenRun(this::goneUnlessLetGo);
        process.ended().thenRun(this::goneUnlessLetGo);
    }

    private void goneUnlessLetGo() {
        if (letGo.compareAndSet(false, true)) {
            client.close();
            lost.complete(null);
        }
    }

    ShimProcess process() {
        return process;
    }

    /** Completes when it is gone, or cannot be talked to any more. */
    CompletionStage<Void> lost() {
        return lost.minimalCompletionStage();
    }

    /** From here on its end is nobody's surprise. */
    void expectEnd() {
        letGo.set(true);
    }

    /** Also expects its end. The process is still held. */
    void disconnect() {
        expectEnd();
        client.close();
    }

    /** Disconnects, and lets go of the process, too; it goes on. */
    void close() {
        disconnect();
        process.close();
    }
}
