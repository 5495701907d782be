// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.streams.TaskIo;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** A shell says which signals arrive. */
@EveryShim
class SignalsIT {
    /** KILL and STOP cannot be caught, CHLD comes by itself, and 32 and 33 are libc's. */
    private static final Set<Integer> NOT_TRAPPED = Set.of(9, 17, 19, 32, 33);

    private static final List<Integer> TRAPPED = IntStream.rangeClosed(1, 64)
            .filter(number -> !NOT_TRAPPED.contains(number))
            .boxed()
            .toList();

    private static final String LISTEN = "listen() { for s in "
            + TRAPPED.stream().map(String::valueOf).collect(joining(" "))
            + "; do trap \"echo $1 got $s.\" $s; done; echo $1 ready; while true; do sleep 1000 & wait $!; done; }; ";

    @Parameter
    private ShimKind kind;

    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private TaskIo streams(ContainerId id) {
        return rig.streams().open(rig.namespace(), id, null, StreamsIT.BOUNDED.withoutStdin());
    }

    private Task started(ContainerId id, TaskIo io) {
        Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.with(io.stdio()));
        io.endsWith(task.exit());
        task.start();
        return task;
    }

    @Test
    void everySignalArrivesByItsNumberAndByItsName() throws Exception {
        ContainerId id = rig.container("listener", "sh", "-c", LISTEN + "listen it");
        try (TaskIo io = streams(id)) {
            Task task = started(id, io);
            Screen screen = new Screen(io.stdout());
            screen.until("it ready");

            for (int number : TRAPPED) {
                task.kill(new Signal(number), false);
                assertThat(screen.until(".")).endsWith("it got " + number + ".");
                task.kill(Signal.parse(new Signal(number).toString()), false);
                assertThat(screen.until(".")).endsWith("it got " + number + ".");
            }
        }
    }

    @Test
    void signalForAllReachesEveryProcessAndAnOrdinaryOneTheFirstAlone() throws Exception {
        ContainerId id = rig.container("family", "sh", "-c", LISTEN + "(listen child) & listen first");
        try (TaskIo io = streams(id)) {
            Task task = started(id, io);
            Screen screen = new Screen(io.stdout());
            screen.until(" ready");
            screen.until(" ready");

            task.kill(Signal.parse("USR1"), false);
            String alone = screen.until(".");
            task.kill(Signal.parse("USR2"), true);
            String all = screen.until(".") + screen.until(".");

            assertThat(alone).contains("first got 10.");
            assertThat(all).contains("first got 12.", "child got 12.").doesNotContain("got 10.");
        }
    }

    @Test
    void signalForAnAddedProcessReachesItAlone() throws Exception {
        Task task = rig.task("host", "sh", "-c", LISTEN + "listen host");
        task.start();
        ExecId exec = new ExecId("added");
        try (TaskIo io = rig.streams().open(rig.namespace(), task.id(), exec, StreamsIT.BOUNDED.withoutStdin())) {
            TaskProcess process = task.exec(
                    exec, ExecOptions.of("sh", "-c", LISTEN + "listen added").withStdio(io.stdio()));
            io.endsWith(process.exit());
            process.start();
            Screen screen = new Screen(io.stdout());
            screen.until("added ready");

            process.kill(Signal.parse("sigusr1"));

            assertThat(screen.until(".")).endsWith("added got 10.");
            process.kill(Signal.KILL);
            assertThat(process.exit().toCompletableFuture().get(30, SECONDS).status())
                    .isEqualTo(137);
        }
    }

    @Test
    void processThatEndedGetsNoSignal() throws Exception {
        Task task = rig.task("gone", "true");
        task.start();
        task.exit().toCompletableFuture().get(30, SECONDS);

        assertThatThrownBy(() -> task.kill(Signal.TERM, false)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> task.kill(Signal.TERM, true)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> new Signal(65)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> Signal.parse("SIGNONE")).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void processThatWaitsToBeStartedCanBeKilled() throws Exception {
        Task task = rig.task("waits", "true");

        task.kill(Signal.KILL, false);

        assertThat(task.exit().toCompletableFuture().get(30, SECONDS).status()).isEqualTo(137);
        task.delete();
    }
}
