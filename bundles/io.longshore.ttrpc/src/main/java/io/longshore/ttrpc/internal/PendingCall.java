// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc.internal;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** A call without an answer yet. Completed on the loop's thread, or on that of whoever ends it; fails with TtrpcExceptions only. */
public final class PendingCall extends CompletableFuture<ByteString> {

    final long streamId;
    final String name;
    final ByteBuffer frame;

    PendingCall(long streamId, String name, ByteBuffer frame) {
        this.streamId = streamId;
        this.name = name;
        this.frame = frame;
    }
}
