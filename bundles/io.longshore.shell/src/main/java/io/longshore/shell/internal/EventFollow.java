// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.LongshoreEvent;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "event", name = "follow", description = "Shows events as they come, until Ctrl-C")
public final class EventFollow extends OneSentenceAction {
    @Option(name = "--since", description = "First those that the journal has with a greater number")
    @Nullable
    Long since;

    @Option(
            name = "--filter",
            description = "Only those that match, such as topic==/tasks/exit; repeatable, then one has to match",
            multiValued = true)
    @Completion(EventFilterCompleter.class)
    List<String> filters = List.of();

    @Option(name = "--no-format", description = "Print for programs: columns apart by a tab")
    boolean noFormat;

    @Reference
    EventExchange events;

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
