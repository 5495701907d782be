// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

import io.longshore.access.Role;
import java.util.List;

/** The journal of events. Errors, roles and types as for {@link RuntimeMXBean}. */
@Description("The journal: what happened to tasks, containers and namespaces")
public interface EventsMXBean {
    @Attribute(value = "The number of the newest event; 0 if there never was one", unit = "sequence number")
    long getLastSequence();

    @Attribute(value = "The number of the oldest event that the journal still has", unit = "sequence number")
    long getFirstSequence();

    @Operation(value = "Events of the journal that match, the oldest first", role = Role.VIEWER, unit = "events")
    List<EventData> listEvents(
            @Parameter(
                            name = "sinceSequence",
                            value =
                                    "Only events with a greater number; 0 for all. If the journal does not reach back that far, its oldest comes first: FirstSequence says which",
                            unit = "sequence number")
                    long sinceSequence,
            @Parameter(name = "limit", value = "How many events at most: 1 to 10000", unit = "events") int limit,
            @Parameter(
                            name = "filters",
                            value = "Those that match one of these, such as topic==/tasks/exit; none for all events")
                    String[] filters);
}
