// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.shim;

import io.longshore.api.events.TaskEvent;
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
     * As {@link #accept(TaskEvent)}, of an event that the driver keeps until it was taken: if it is offered again, since
     * this process ended before the driver could forget it, it is dealt with once nevertheless.
     *
     * @param delivery a short text, without line breaks, that no other event has, and this one whenever it is offered
     */
    default void accept(TaskEvent event, String delivery) {
        accept(event);
    }
}
