// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.events;

import org.osgi.annotation.versioning.ConsumerType;

/** Takes events from a subscription. */
@ConsumerType
@FunctionalInterface
public interface EventListener {
    /**
     * Called for one event at a time, in order of their numbers, on a thread of the subscription's own. It may take its
     * time: nobody else waits for it, and nothing is dropped meanwhile. What it throws is logged, and the next event
     * follows.
     */
    void onEvent(EventRecord event);
}
