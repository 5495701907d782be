// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.events;

import io.longshore.api.Namespace;
import java.util.SortedMap;

/** Something that happened to a task, a container record or a namespace. Immutable. */
public sealed interface LongshoreEvent permits TaskEvent, ContainerEvent, NamespaceEvent {
    Namespace namespace();

    /** containerd's topic, such as {@code /tasks/exit}. */
    String topic();

    /**
     * The fields of this event as flat values, for listings, filters and bridges: strings, integers, longs and booleans
     * under the paths of containerd's messages, such as {@code container_id}, {@code pid}, {@code exit_status}, {@code
     * io.terminal}, {@code labels.<key>}. A field that is not known is absent. Of a payload only its type is given, as
     * the content may be a secret.
     */
    SortedMap<String, Object> attributes();
}
