// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CountTest {
    private static final String START = "/tasks/start";

    private static List<Received> received(long... numbers) {
        return LongStream.of(numbers)
                .mapToObj(number -> new Received(number, START, "it"))
                .toList();
    }

    private static List<EventRecord> journal(long... numbers) {
        return LongStream.of(numbers)
                .mapToObj(number -> new EventRecord(
                        number, Instant.EPOCH, new TaskEvent.Started(new Namespace("here"), new ContainerId("it"), 7)))
                .toList();
    }

    private static List<String> wrong(List<Long> sent, List<Received> received, List<EventRecord> journal) {
        return new Count(sent, received, List.of(START + " it"), journal).wrong(1);
    }

    @Test
    void allThatWasSentArrivedOnce() {
        assertThat(wrong(List.of(1L, 2L), received(1, 2), journal(1, 2))).isEmpty();
    }

    @Test
    void whatTheJournalHasDroppedIsComparedWithWhatWasSent() {
        assertThat(wrong(List.of(1L, 2L), received(1, 2), journal(2))).isEmpty();
    }

    @Test
    void eventThatWasSentAndDidNotArriveIsNoticed() {
        assertThat(wrong(List.of(1L, 2L), received(2), journal(2))).hasSize(1);
        assertThat(wrong(List.of(1L), received(1), journal(1, 2))).hasSize(1);
    }

    @Test
    void eventThatCameTwiceIsNoticed() {
        assertThat(wrong(List.of(1L, 2L), received(1, 2, 2), journal(1, 2))).isNotEmpty();
    }

    @Test
    void eventThatNobodySentIsNoticed() {
        assertThat(wrong(List.of(1L), received(1, 2), journal(1))).hasSize(1);
    }

    @Test
    void operationsWithoutTheirEventsAndEventsWithoutOperationsAreNoticed() {
        assertThat(new Count(List.of(), received(1), List.of(START + " other"), journal(1)).wrong(1))
                .hasSize(1);
        assertThat(wrong(List.of(1L, 2L, 3L), received(1, 2, 3), journal(1, 2, 3)))
                .hasSize(1);
    }

    @Test
    void lineIsReadAsItWasWritten() {
        Received event = new Received(65_536, START, "it");
        assertThat(Received.parse(event.toString())).isEqualTo(event);
        Sample sample = new Sample(1, 2, 3, 4, 5);
        assertThat(Sample.parse(sample.toString())).isEqualTo(sample);
    }
}
