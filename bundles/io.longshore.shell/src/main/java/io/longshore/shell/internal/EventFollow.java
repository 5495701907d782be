// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.events.EventRecord;
import io.longshore.api.events.LongshoreEvent;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "event", name = "follow", description = "Shows events as they come, until Ctrl-C")
public final class EventFollow extends EventAction {
    @Option(name = "--since", description = "First those that the journal has with a greater number")
    @Nullable
    Long since;

    @Option(name = "--no-format", description = "Print for programs: columns apart by a tab")
    boolean noFormat;

    @Override
    @Nullable
    Object run() {
        new EventStream(events, record -> System.out.println(line(record)))
                .follow(since == null ? events.lastSequence() : since, filters);
        return null;
    }

    private String line(EventRecord record) {
        String attributes = Printable.of(Rows.pairs(record.event().attributes()));
        LongshoreEvent event = record.event();
        return noFormat
                ? String.join(
                        "\t",
                        String.valueOf(record.sequence()),
                        record.time().toString(),
                        event.topic(),
                        event.namespace().name(),
                        attributes)
                : String.format(
                        "%6d  %-24s  %-22s %-12s %s",
                        record.sequence(), Rows.forPeople(record.time()), event.topic(), event.namespace(), attributes);
    }
}
