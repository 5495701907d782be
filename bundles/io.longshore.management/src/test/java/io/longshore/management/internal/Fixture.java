// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.events.NamespaceEvent;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.fakes.FakeContainers;
import io.longshore.api.fakes.FakeEvents;
import io.longshore.api.fakes.FakeRuntime;
import io.longshore.api.fakes.FakeTask;
import io.longshore.api.runtime.Exit;
import java.util.TreeMap;

/** The operations over fakes. */
final class Fixture {
    final FakeContainers containers = new FakeContainers();
    final FakeRuntime runtime = new FakeRuntime(containers);
    final FakeEvents events = new FakeEvents();
    final RuntimeOperations operations =
            new RuntimeOperations("test", containers, runtime, events, () -> 0, NO_LOOKS, new ExitWaits());

    /** Where there are no MBeans of tasks. */
    static final TaskLooks NO_LOOKS = new TaskLooks() {
        @Override
        public void later(Namespace namespace, ContainerId id) {}

        @Override
        public void now(Namespace namespace, ContainerId id) {}
    };

    void publishTwoEvents() {
        Namespace namespace = new Namespace("blue");
        events.publish(new NamespaceEvent.Created(namespace, new TreeMap<>()));
        events.publish(
                new TaskEvent.Exited(namespace, new ContainerId("web"), null, 4711, Exit.exited(137, FakeTask.ENDED)));
    }
}
