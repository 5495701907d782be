// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.containers;

import io.longshore.api.Namespace;
import io.longshore.api.filters.Filter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The namespaces, with labels. A namespace also comes into being with its first container. Guarantees as for {@link
 * ContainerStore}; each change publishes its {@link io.longshore.api.events.NamespaceEvent}.
 */
@ProviderType
public interface NamespaceStore {
    /** @throws io.longshore.api.AlreadyExistsException if it exists */
    void create(Namespace namespace, Map<String, String> labels);

    /**
     * The namespaces that match at least one of the filters, or all without filters, in order.
     *
     * @param filters see {@link Filter}; fields are {@code name} and {@code labels.<key>}, where the key may have dots,
     *     quoted or not
     * @throws io.longshore.api.InvalidArgumentException for a wrong filter
     */
    List<Namespace> list(String... filters);

    /** @throws io.longshore.api.NotFoundException if it does not exist */
    SortedMap<String, String> labels(Namespace namespace);

    /**
     * Replaces all labels.
     *
     * @throws io.longshore.api.NotFoundException if it does not exist
     */
    void setLabels(Namespace namespace, Map<String, String> labels);

    /**
     * Replaces some labels by those given, in one step: others that change other labels at the same time lose nothing.
     *
     * @param fieldPaths {@code labels.<key>} each; a key that the given labels lack is removed. Empty for all labels, as
     *     {@link #setLabels}.
     * @return the labels as they are now
     * @throws io.longshore.api.NotFoundException if it does not exist
     * @throws io.longshore.api.InvalidArgumentException for another field path
     */
    SortedMap<String, String> updateLabels(Namespace namespace, Map<String, String> labels, Set<String> fieldPaths);

    /**
     * @throws io.longshore.api.NotFoundException if it does not exist
     * @throws io.longshore.api.FailedPreconditionException if it is not empty, naming what is left
     */
    void delete(Namespace namespace);
}
