// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import com.google.protobuf.MessageLite;
import java.util.concurrent.CompletionStage;

/** Serves one method. */
@FunctionalInterface
public interface TtrpcHandler {

    /**
     * Called on the loop's executor, for several requests of one connection at a time; must be thread-safe.
     *
     * <p>The stage may complete later, on any thread: with the answer, or with a {@link TtrpcException} whose status becomes
     * the answer. Any other exception, thrown or in the stage, is logged and answered {@link TtrpcCode#UNKNOWN}. A request
     * counts as in flight until the stage completes, also when its client has gone.
     */
    CompletionStage<? extends MessageLite> handle(TtrpcRequest request) throws Exception;
}
