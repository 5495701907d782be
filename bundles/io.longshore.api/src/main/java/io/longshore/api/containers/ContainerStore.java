// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.containers;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.filters.Filter;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The durable store of container records.
 *
 * <ul>
 *   <li>Thread-safe; changes are serialised, readers never wait for them.
 *   <li>A change is on disk when the method returns, or nothing of it is, even if the machine stops.
 *   <li>Each change publishes its {@link io.longshore.api.events.ContainerEvent} once, after it is durable; if this process
 *       ends in between, when the store is opened again.
 *   <li>Every method throws {@link io.longshore.api.UnavailableException} if the store cannot be read or written.
 *   <li>A change throws {@link io.longshore.api.InvalidArgumentException} if a text in it has half a surrogate pair, and
 *       {@link io.longshore.api.DeadlineExceededException} after 60 seconds: then it is not known whether it was made.
 *       An interrupt does not end the wait; it is kept.
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

    /**
     * The containers of a namespace that match at least one of the filters, or all without filters, ordered by id; empty for
     * an unknown namespace.
     *
     * @param filters see {@link Filter}; fields are {@code id}, {@code image}, {@code runtime.name}, {@code snapshotter},
     *     {@code snapshotkey}, each absent if empty, and {@code labels.<key>}, where the key may have dots, quoted or not
     * @throws io.longshore.api.InvalidArgumentException for a wrong filter
     */
    List<Container> list(Namespace namespace, String... filters);

    /**
     * As {@link #list} for each namespace, in the order of the namespaces; those without a match are left out.
     *
     * @throws io.longshore.api.InvalidArgumentException for a wrong filter
     */
    SortedMap<Namespace, List<Container>> listAll(String... filters);

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
