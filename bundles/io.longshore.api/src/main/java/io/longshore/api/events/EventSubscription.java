// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.events;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** A running delivery of events to one listener; closed by whoever subscribed, or with the exchange. */
@ProviderType
public interface EventSubscription extends AutoCloseable {
    /**
     * The number of the event that the listener has last returned from, or of a later one that the filters have left out;
     * the one to resubscribe since.
     */
    long delivered();

    /**
     * Completes when the delivery has ended and no call will follow: it was closed, or the exchange was, as it is when its
     * configuration changes. Never completes with an error, and cannot be completed by the caller. What depends on it runs on the
     * delivery's thread, and must not block.
     */
    CompletionStage<Void> ended();

    /** Ends the delivery; at most a call that was about to begin is still made. Idempotent; does not wait for a running call. */
    @Override
    void close();
}
