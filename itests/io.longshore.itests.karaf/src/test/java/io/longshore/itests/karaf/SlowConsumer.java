// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;

/**
 * An event handler that is too slow for EventAdmin. In a class of its own, since a test class is looked through before it has
 * installed our classes.
 */
final class SlowConsumer {
    private SlowConsumer() {}

    static void assertLosesNothing(BundleContext context) throws Exception {
        Longshore longshore = new Longshore(context);
        String namespace = Workplace.current().namespace();
        EventExchange exchange = longshore.services().get(EventExchange.class);
        long since = exchange.lastSequence();
        List<Long> seen;
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch tooLate = new CountDownLatch(2);

        try (RecordedEvents slow = new RecordedEvents(context, namespace, event -> {
                    // what EventAdmin has no patience for: it gives a handler 5 seconds
                    assertThat(never.await(6, TimeUnit.SECONDS)).isFalse();
                    tooLate.countDown();
                });
                RecordedEvents quick = new RecordedEvents(context, namespace)) {
            Task task = longshore.startSleeper("told");
            // for the second time at the latest; what was posted before it still gives to the handler
            assertThat(tooLate.await(30, TimeUnit.SECONDS)).isTrue();
            task.kill(Signal.KILL, false);
            Longshore.exit(task);
            task.delete();

            assertThat(quick.until("io/longshore/tasks/delete")).hasSize(4);
            seen = slow.soFar().stream()
                    .map(event -> (Long) event.getProperty("sequence"))
                    .toList();
        }

        List<EventRecord> all = exchange.list(since, 100, "namespace==" + namespace + ",topic~=^/tasks/");
        assertThat(all)
                .extracting(record -> record.event().topic())
                .containsExactly("/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
        assertThat(seen).as("EventAdmin gave the handler up").isNotEmpty().hasSizeLessThan(4);
        List<Long> missed =
                exchange.list(seen.get(seen.size() - 1), 100, "namespace==" + namespace + ",topic~=^/tasks/").stream()
                        .map(EventRecord::sequence)
                        .toList();
        assertThat(Stream.concat(seen.stream(), missed.stream()))
                .containsExactlyElementsOf(
                        all.stream().map(EventRecord::sequence).toList());
    }
}
