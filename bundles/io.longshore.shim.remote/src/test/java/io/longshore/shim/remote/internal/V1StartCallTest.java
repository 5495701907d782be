// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.MessageLite;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.ExecId;
import io.longshore.api.UnavailableException;
import io.longshore.api.shim.StartNote;
import io.longshore.posix.Fd;
import io.longshore.posix.PosixException;
import io.longshore.protos.shim.v1.StartResponse;
import io.longshore.protos.shim.v1.StateResponse;
import io.longshore.protos.types.Status;
import io.longshore.ttrpc.TtrpcLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How processes are started through a shim. */
class V1StartCallTest extends V1ShimFixture {
    @Test
    void outputFifosOfAnAddedProcessAreHeldOpenWhileItIsStarted() throws Exception {
        Path fifo = directory.resolve("fifo");
        posix.mkfifo(fifo, 0600);
        answer(
                "State",
                StateResponse.newBuilder()
                        .setStatus(Status.CREATED)
                        .setStdout(fifo.toString())
                        .build());
        CompletableFuture<MessageLite> started = new CompletableFuture<>();
        answers.put("Start", started);

        CompletableFuture<Long> pid = CompletableFuture.supplyAsync(() -> shim.start(new ExecId("p"), LONG), executor);
        assertThat(request().method().method()).isEqualTo("State");
        assertThat(request().method().method()).isEqualTo("Start");

        // to open it for writing would fail if nobody had it open to read
        posix.open(fifo, Fd.Access.WRITE).close();
        started.complete(StartResponse.newBuilder().setPid(5).build());
        assertThat(pid.get(10, SECONDS)).isEqualTo(5);
        assertThatThrownBy(() -> posix.open(fifo, Fd.Access.WRITE)).isInstanceOf(PosixException.class);
    }

    /** R27. */
    @Test
    void outputFifosAreHeldOpenAtTheStartOfWhatAnEarlierRunHasCreated() throws Exception {
        Path fifo = directory.resolve("fifo");
        posix.mkfifo(fifo, 0600);
        answer(
                "State",
                StateResponse.newBuilder()
                        .setStatus(Status.CREATED)
                        .setStdout(fifo.toString())
                        .build());
        CompletableFuture<MessageLite> started = new CompletableFuture<>();
        answers.put("Start", started);

        CompletableFuture<Long> pid = CompletableFuture.supplyAsync(() -> shim.start(null, LONG), executor);
        assertThat(request().method().method()).isEqualTo("State");
        assertThat(request().method().method()).isEqualTo("Start");

        posix.open(fifo, Fd.Access.WRITE).close();
        started.complete(StartResponse.newBuilder().setPid(5).build());
        assertThat(pid.get(10, SECONDS)).isEqualTo(5);
    }

    @Test
    void timeOfAStartIsThatOfAllItsCalls() throws Exception {
        answer("State", StateResponse.newBuilder().setStatus(Status.CREATED).build());
        answer("Start", StartResponse.newBuilder().setPid(5).build());

        shim.start(new ExecId("p"), LONG);

        Duration first = request().timeout();
        Duration second = request().timeout();
        assertThat(second).isLessThan(first);
    }

    @Test
    void fewProcessesAreStartedAtATimeAndTheOthersInTheirTurn() throws Exception {
        create();
        CompletableFuture<MessageLite> started = new CompletableFuture<>();
        answers.put("Start", started);
        List<CompletableFuture<Long>> starts = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> shim.start(null, LONG), executor))
                .toList();
        for (int i = 0; i < 4; i++) {
            assertThat(request()).isNotNull();
        }

        assertThatThrownBy(() -> shim.start(null, Duration.ofMillis(50)))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("turn");
        assertThat(requests).isEmpty();

        started.complete(StartResponse.newBuilder().setPid(5).build());
        for (CompletableFuture<Long> start : starts) {
            assertThat(start.get(10, SECONDS)).isEqualTo(5);
        }
        assertThat(requests).hasSize(2);
    }

    /** Notes what it is told. */
    private static final class Notes implements StartNote {
        final List<String> told = new ArrayList<>();

        @Override
        public void leaves() {
            told.add("leaves");
        }

        @Override
        public void stays() {
            told.add("stays");
        }
    }

    @Test
    void startThatIsSentSaysSo() throws Exception {
        create();
        answer("Start", StartResponse.newBuilder().setPid(5).build());
        Notes notes = new Notes();

        shim.start(null, LONG, notes);

        assertThat(notes.told).containsExactly("leaves");
    }

    @Test
    void startThatFailsBeforeItIsSentSaysNothing() {
        answers.put("State", new CompletableFuture<>());
        Notes notes = new Notes();

        assertThatThrownBy(() -> shim.start(new ExecId("one"), Duration.ofMillis(50), notes))
                .isInstanceOf(DeadlineExceededException.class);

        assertThat(notes.told).isEmpty();
    }

    @Test
    void startThatIsNotSentSinceTooManyCallsAreInFlightStays() throws Exception {
        create();
        answers.put("Wait", new CompletableFuture<>());
        Notes notes = new Notes();
        IntStream.range(0, TtrpcLimits.DEFAULT.callsInFlight()).forEach(i -> shim.exit(null));

        assertThatThrownBy(() -> shim.start(null, LONG, notes))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("in flight");

        assertThat(notes.told).containsExactly("leaves", "stays");
    }
}
