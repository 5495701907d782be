// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.events.EventRecord;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "event", name = "list", description = "Lists the newest events, or those since a number")
public final class EventList extends EventAction {
    @Option(name = "--since", description = "The first events with a greater number, instead of the newest")
    @Nullable
    Long since;

    @Option(name = "--limit", description = "How many events at most")
    int limit = 50;

    @Option(name = "--no-format", description = "Print for programs: columns apart by a tab, no headings")
    boolean noFormat;

    @Override
    @Nullable
    Object run() {
        if (limit < 1) {
            throw new InvalidArgumentException("--limit must be 1 or more");
        }
        Rows rows = new Rows("Number", "Time", "Topic", "Namespace", "Attributes");
        for (EventRecord record :
                since == null ? events.newest(limit, filters()) : events.list(since, limit, filters())) {
            String attributes = Rows.pairs(record.event().attributes());
            rows.add(
                    record.sequence(),
                    record.time(),
                    record.event().topic(),
                    record.event().namespace(),
                    attributes);
        }
        rows.print(System.out, !noFormat);
        return null;
    }

    private String[] filters() {
        return filters.toArray(String[]::new);
    }
}
