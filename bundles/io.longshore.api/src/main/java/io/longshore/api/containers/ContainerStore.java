// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.containers;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The durable store of container records.
 *
 * <ul>
 *   <li>Thread-safe; changes are serialised, readers never wait for them.
 *   <li>A change is on disk when the method returns, or nothing of it is, even if the machine stops.
 *   <li>Each change publishes its {@link io.longshore.api.events.ContainerEvent} after it is durable.
 *   <li>Every method throws {@link io.longshore.api.UnavailableException} if the store cannot be read or written.
 * </ul>
 */
@ProviderType
public interface ContainerStore {
    /**
     * @return the record with its times
     * @throws io.longshore.api.AlreadyExistsException if the namespace has a container of this id
     */
    Container create(Namespace namespace, Container container);

    /** @throws io.longshore.api.NotFoundException if there is no such container */
    Container get(Namespace namespace, ContainerId id);

    /** All containers of a namespace, ordered by id; empty for an unknown namespace. */
    List<Container> list(Namespace namespace);

    /**
     * Replaces parts of a record by those of the one given.
     *
     * @param fieldPaths {@code labels}, {@code labels.<key>}, {@code spec}, {@code extensions}, {@code
     *     extensions.<key>}, {@code image}, {@code snapshotkey}; a key that the given record lacks is removed. Empty for all
     *     of these together.
     * @return the record as it is now, with a later {@link Container#updatedAt}
     * @throws io.longshore.api.NotFoundException if there is no such container
     * @throws io.longshore.api.InvalidArgumentException for another field path, or, without field paths, if the snapshotter
     *     or the runtime name differs from the stored one
     */
    Container update(Namespace namespace, Container container, Set<String> fieldPaths);

    /** @throws io.longshore.api.NotFoundException if there is no such container */
    void delete(Namespace namespace, ContainerId id);
}
