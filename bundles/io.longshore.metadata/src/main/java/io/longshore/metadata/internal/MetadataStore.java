// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.NamespaceStore;
import io.longshore.api.events.EventExchange;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Both stores over one directory; usable without OSGi.
 *
 * <ul>
 *   <li>Thread-safe. Reads come from memory and never wait.
 *   <li>A change returns when it is synced to disk and its events are published, in the order of the commits. {@link
 *       EventExchange#publish} must not itself change this store before it returns.
 *   <li>An event that was not published when the process ended is published when the directory is opened again.
 *   <li>If the disk fails, changes throw {@link UnavailableException} and leave nothing behind; reads go on, and changes
 *       work again when the disk does.
 * </ul>
 */
public final class MetadataStore implements AutoCloseable {
    private final Disk disk;
    private final Publisher publisher;
    private final Writer writer;
    private final ContainerStore containers;
    private final NamespaceStore namespaces;
    private final AtomicBoolean closed = new AtomicBoolean();

    private MetadataStore(Disk disk, EventExchange events, Clock clock) {
        this.disk = disk;
        publisher = new Publisher(events, disk.outbox());
        writer = new Writer(disk, publisher);
        containers = new StoredContainers(this::contents, writer, clock);
        namespaces = new StoredNamespaces(this::contents, writer);
    }

    /**
     * Opens a directory; makes it if it is missing.
     *
     * <p>A damaged store is set aside, and the service goes on with all that can be salvaged; the log tells.
     *
     * @throws UnavailableException if another store has the directory, or it cannot be read or written
     * @throws io.longshore.api.FailedPreconditionException if a newer version wrote it; it is left untouched
     */
    public static MetadataStore open(Path directory, EventExchange events, Clock clock) {
        return open(directory, "nio", events, clock);
    }

    static MetadataStore open(Path directory, String scheme, EventExchange events, Clock clock) {
        Disk disk = Disk.open(directory, scheme, clock, events::lastSequence);
        new Catchup(events).publish(disk.outbox());
        return new MetadataStore(disk, events, clock);
    }

    public ContainerStore containers() {
        return containers;
    }

    public NamespaceStore namespaces() {
        return namespaces;
    }

    private Contents contents() {
        if (closed.get()) {
            throw new UnavailableException("the metadata store is closed");
        }
        return disk.contents();
    }

    /** Ends the changes under way, publishes their events, closes the files. Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            boolean ended = writer.end();
            publisher.end(ended ? disk::close : () -> {});
        }
    }
}
