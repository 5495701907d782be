// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.events.EventExchange;
import java.util.List;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;

/** A command on those events that match. */
abstract class EventAction extends OneSentenceAction {
    @Option(
            name = "--filter",
            description = "Only those that match, such as topic==/tasks/exit; repeatable, then one has to match",
            multiValued = true)
    @Completion(EventFilterCompleter.class)
    List<String> filters = List.of();

    @Reference
    EventExchange events;
}
