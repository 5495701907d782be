// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.fakes.FakeEvents;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NewestEventsTest {
    private static final TaskName WEB = new TaskName(ConsoleServer.BLUE, ConsoleServer.WEB);
    private static final ContainerId OTHER = new ContainerId("other");

    private final FakeEvents events = new FakeEvents();
    private final NewestEvents newest = new NewestEvents(events, 200);

    @Test
    void ofVeryManyTheNewestAreShown() {
        publish(ConsoleServer.WEB, 21_000);

        assertThat(newest.of(WEB))
                .extracting(EventRecord::sequence)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(20_801, 21_000).boxed().toList());
    }

    @Test
    void thoseThatAreLongAgoAreFoundBehindManyOfOthers() {
        publish(OTHER, 10);
        publish(ConsoleServer.WEB, 3);
        publish(OTHER, 5_000);
        publish(ConsoleServer.WEB, 1);

        List<EventRecord> found = newest.of(WEB);

        assertThat(found).extracting(EventRecord::sequence).containsExactly(11L, 12L, 13L, 5_014L);
    }

    @Test
    void ofNoneThereAreNone() {
        assertThat(newest.of(WEB)).isEmpty();
    }

    private void publish(ContainerId id, int times) {
        LongStream.range(0, times).forEach(each -> events.publish(new TaskEvent.Paused(ConsoleServer.BLUE, id)));
    }
}
