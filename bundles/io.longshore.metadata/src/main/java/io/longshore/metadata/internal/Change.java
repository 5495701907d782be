// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.events.LongshoreEvent;
import java.util.List;

/** Decides what to write, on the writer's thread; throws to refuse, and then nothing is written. */
@FunctionalInterface
interface Change<T> {
    Decision<T> decide(Draft draft);

    /** What to write, what to publish once that is durable, and what to answer then. */
    record Decision<T>(T answer, List<Stored> writes, List<LongshoreEvent> events) {}
}
