// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.shim;

import io.longshore.api.events.TaskEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Where a driver hands on what its shims publish, beside the answers of their calls. */
@ProviderType
@FunctionalInterface
public interface ShimEventSink {
    /**
     * Takes an event. It may be about a task the runtime does not know or has dealt with: the runtime decides. Does not
     * block for long. If this throws, the event was not taken, and the driver offers it again later.
     */
    void accept(TaskEvent event);

    /**
     * As {@link #accept}, but what can be taken in a moment waits for that: so does an exit of a process that is being started,
     * until the start has ended, which has its deadline. The event may be offered again meanwhile, and is told once.
     *
     * @return completes, on any thread, when it was taken, and mostly has done so by now; exceptionally if it was not taken
     */
    default CompletionStage<Void> acceptSoon(TaskEvent event) {
        accept(event);
        return CompletableFuture.completedStage(null);
    }
}
