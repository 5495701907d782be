// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.LongshoreException;
import io.longshore.api.Namespace;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.NamespaceEvent;
import io.longshore.api.events.TaskEvent;
import java.nio.BufferUnderflowException;
import org.jspecify.annotations.Nullable;

/**
 * An event that may not have been published yet, as it is on disk.
 *
 * @param revision of the commit it tells of
 * @param since the newest event in the exchange when this was written: if it was published, it has a greater number
 */
record PendingEvent(long revision, long since, LongshoreEvent event) {
    byte[] frame() {
        BodyWriter out = new BodyWriter()
                .byteValue('E')
                .longValue(revision)
                .longValue(since)
                .string(event.namespace().name());
        if (event instanceof ContainerEvent of) {
            write(out, of);
        } else if (event instanceof NamespaceEvent of) {
            write(out, of);
        } else if (event instanceof TaskEvent) {
            throw new IllegalArgumentException("tasks are not kept here: " + event);
        }
        return Frame.of(out.done());
    }

    private static void write(BodyWriter out, ContainerEvent event) {
        if (event instanceof ContainerEvent.Created created) {
            out.byteValue(1)
                    .string(created.containerId().value())
                    .string(created.image())
                    .runtime(created.runtime());
        } else if (event instanceof ContainerEvent.Updated updated) {
            out.byteValue(2)
                    .string(updated.containerId().value())
                    .string(updated.image())
                    .strings(updated.labels())
                    .string(updated.snapshotKey());
        } else {
            out.byteValue(3).string(event.containerId().value());
        }
    }

    private static void write(BodyWriter out, NamespaceEvent event) {
        if (event instanceof NamespaceEvent.Created created) {
            out.byteValue(4).strings(created.labels());
        } else if (event instanceof NamespaceEvent.Updated updated) {
            out.byteValue(5).strings(updated.labels());
        } else {
            out.byteValue(6);
        }
    }

    /** What a frame holds, or null if it is something else. */
    static @Nullable PendingEvent read(byte[] body) {
        try {
            BodyReader in = new BodyReader(body);
            if (in.byteValue() != 'E') {
                return null;
            }
            long revision = in.longValue();
            long since = in.longValue();
            LongshoreEvent event = event(new Namespace(in.string()), in);
            return event == null ? null : new PendingEvent(revision, since, event);
        } catch (BufferUnderflowException | LongshoreException e) {
            return null;
        }
    }

    private static @Nullable LongshoreEvent event(Namespace namespace, BodyReader in) {
        return switch (in.byteValue()) {
            case 1 -> new ContainerEvent.Created(namespace, new ContainerId(in.string()), in.string(), in.runtime());
            case 2 ->
                new ContainerEvent.Updated(
                        namespace, new ContainerId(in.string()), in.string(), in.strings(), in.string());
            case 3 -> new ContainerEvent.Deleted(namespace, new ContainerId(in.string()));
            case 4 -> new NamespaceEvent.Created(namespace, in.strings());
            case 5 -> new NamespaceEvent.Updated(namespace, in.strings());
            case 6 -> new NamespaceEvent.Deleted(namespace);
            default -> null;
        };
    }
}
