// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.shim.ShimEventSink;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands events on to the runtime, and keeps them while there is none that can take them. */
final class EventOutlet {
    private static final Logger LOG = LoggerFactory.getLogger(EventOutlet.class);

    // guarded by this; one of each kind and container, so it does not grow
    private final Set<TaskEvent> waiting = new LinkedHashSet<>();

    // guarded by this
    private @Nullable ShimEventSink sink;

    void open(ShimEventSink newSink) {
        synchronized (this) {
            sink = newSink;
        }
        deliver();
    }

    /** Unless another one has taken its place. */
    synchronized void close(ShimEventSink oldSink) {
        if (sink == oldSink) {
            sink = null;
        }
    }

    void outOfMemory(Namespace namespace, ContainerId id) {
        synchronized (this) {
            waiting.add(new TaskEvent.OutOfMemory(namespace, id));
        }
        deliver();
    }

    private void deliver() {
        ShimEventSink now;
        Set<TaskEvent> events;
        synchronized (this) {
            now = sink;
            if (now == null) {
                return;
            }
            events = new LinkedHashSet<>(waiting);
            waiting.clear();
        }
        for (TaskEvent event : events) {
            try {
                now.accept(event);
            } catch (RuntimeException e) {
                LOG.warn("{} was not taken, and is offered again with the next one", event, e);
                synchronized (this) {
                    waiting.add(event);
                }
            }
        }
    }
}
