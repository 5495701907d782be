// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.management.openmbean.CompositeData;

/** How an exit has to be told that happened while Longshore was away: once, with its true status and time. */
final class ToldExit {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private ToldExit() {}

    /** By the task itself, and by its events, of which those since its start are asked for once more. */
    static void assertTold(JmxClient admin, Workplace workplace, String id, int status, Gate.Span when)
            throws Exception {
        CompositeData exit = admin.row("waitTask", workplace.namespace(), id, DEADLINE.toMillis());
        assertThat(exit.get("exitStatus")).isEqualTo(status);
        assertThat(exit.get("cause")).isEqualTo("EXITED");
        when.assertContains(Instant.parse((String) exit.get("exitedAt")));
        assertThat(admin.task(workplace, id).get("state")).isEqualTo("STOPPED");

        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(admin.events(workplace, id, 0))
                        .extracting(event -> event.get("topic"))
                        .containsExactly("/containers/create", "/tasks/create", "/tasks/start", "/tasks/exit"));
        List<CompositeData> events = admin.events(workplace, id, 0);
        assertThat((String) events.get(3).get("attributes")).contains("exit_status=" + status, "exited_at=");
        long started = (Long) events.get(2).get("sequence");
        assertThat(admin.events(workplace, id, started)).containsExactly(events.get(3));
    }
}
