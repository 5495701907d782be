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
}
