// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.fakes.FakeEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NewestEventsTest {
    private static final Namespace BLUE = new Namespace("blue");
    private static final String WEB = "event.container_id==web";

    private final List<Long> looks = new ArrayList<>();
    private final FakeEvents events = new FakeEvents();

    @Test
    void ofVeryManyTheNewestAreFound() {
        publish("web", 21_000);

        assertThat(events.newest(200, WEB))
                .extracting(EventRecord::sequence)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(20_801, 21_000).boxed().toList());
        assertThat(events.newest(2)).extracting(EventRecord::sequence).containsExactly(20_999L, 21_000L);
        assertThat(events.newest(5_000)).hasSize(5_000);
    }

    @Test
    void thoseThatAreLongAgoAreFoundBehindManyOfOthers() {
        publish("other", 10);
        publish("web", 3);
        publish("other", 5_000);
        publish("web", 1);

        assertThat(events.newest(200, WEB)).extracting(EventRecord::sequence).containsExactly(11L, 12L, 13L, 5_014L);
    }

    @Test
    void ofNoneThereAreNone() {
        assertThat(events.newest(1, WEB)).isEmpty();
        publish("other", 1);
        assertThat(events.newest(1, WEB)).isEmpty();
        assertThatThrownBy(() -> events.newest(1, "topic=")).isInstanceOf(InvalidArgumentException.class);
    }

    /** However long it is. */
    @Test
    void ifTheEndOfTheJournalHasThemItsBeginningIsNotRead() {
        publish("web", 10_000);
        EventExchange watched = new WatchedEvents(events, looks);

        assertThat(watched.newest(50, WEB)).hasSize(50);

        assertThat(looks).isNotEmpty().allMatch(since -> since >= 8_000);
    }

    private void publish(String id, int times) {
        LongStream.range(0, times).forEach(each -> events.publish(new TaskEvent.Paused(BLUE, new ContainerId(id))));
    }

    /** Says from where on it was read. */
    private record WatchedEvents(EventExchange events, List<Long> looks) implements EventExchange {
        @Override
        public long publish(LongshoreEvent event) {
            return events.publish(event);
        }

        @Override
        public long lastSequence() {
            return events.lastSequence();
        }

        @Override
        public long firstSequence() {
            return events.firstSequence();
        }

        @Override
        public List<EventRecord> list(long since, int limit, String... filters) {
            looks.add(since);
            return events.list(since, limit, filters);
        }

        @Override
        public EventSubscription subscribe(String name, long since, List<String> filters, EventListener listener) {
            return events.subscribe(name, since, filters, listener);
        }
    }
}
