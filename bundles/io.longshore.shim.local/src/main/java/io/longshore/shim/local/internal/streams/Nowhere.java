// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes everything and keeps nothing. */
enum Nowhere implements Target {
    INSTANCE;

    @Override
    public int write(byte[] bytes, int offset, int length) {
        return length;
    }

    @Override
    public CompletionStage<Void> writable() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void close() {
        // there is nothing open
    }
}
