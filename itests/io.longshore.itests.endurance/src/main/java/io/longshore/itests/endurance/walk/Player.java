// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import io.longshore.api.ExecId;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.itests.endurance.Hearing;
import io.longshore.itests.support.Rig;
import java.time.Duration;
import java.util.function.Consumer;

/** Makes moves. Thread-safe, but for restarts, of which one at a time is made. */
final class Player {
    private static final Duration MOMENT = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long MEBIBYTE = 1L << 20;

    private final Rig rig;
    private final Faults faults;
    private final Hearing hearing;

    Player(Rig rig, Faults faults, Hearing hearing) {
        this.rig = rig;
        this.faults = faults;
        this.hearing = hearing;
    }

    /** @param boundToEnd a wait is to the end, else for a moment */
    Outcome play(Move move, boolean boundToEnd) {
        try {
            return perform(move, boundToEnd ? PATIENCE : MOMENT);
        } catch (LongshoreException e) {
            return new Outcome(Result.of(e), null, null, String.valueOf(e.getMessage()));
        }
    }

    private Outcome perform(Move move, Duration patience) {
        Slot slot = move.slot();
        switch (move.kind()) {
            case RECORD_CREATE -> createRecord(slot);
            case RECORD_DELETE -> rig.runtime().deleteContainer(rig.namespace(), slot.id());
            case CREATE ->
                rig.runtime()
                        .create(
                                rig.namespace(),
                                slot.id(),
                                CreateOptions.DEFAULT.withShimGroup(slot.kind().group()));
            case LIST -> rig.runtime().list(rig.namespace());
            case SHIM_CONTINUE -> faults.goOn();
            case INIT_KILL -> ifThere(slot, faults::killInit);
            case SHIM_KILL -> ifThere(slot, faults::killShim);
            case SHIM_STOP -> ifThere(slot, faults::stopShim);
            case RESTART -> restart(rig::restart);
            case RESTART_WITH_SHIMS -> restart(rig::restartWithShims);
            default -> {
                Task task = rig.runtime().get(rig.namespace(), slot.id());
                return move.kind().isOfExec() ? performExec(task, move) : perform(task, move, patience);
            }
        }
        return Outcome.OK;
    }

    private void createRecord(Slot slot) {
        rig.containers()
                .create(
                        rig.namespace(),
                        Container.builder(
                                        slot.id(),
                                        rig.spec(
                                                        slot.id().value(),
                                                        slot.program().command())
                                                .build())
                                .runtime(new RuntimeInfo(slot.kind().shim().runtimeName(), null))
                                .build());
    }

    private void ifThere(Slot slot, Consumer<TaskInfo> fault) {
        try {
            fault.accept(rig.runtime().get(rig.namespace(), slot.id()).info());
        } catch (NotFoundException e) {
            // then there is nothing to be hurt
            return;
        }
    }

    private void restart(Runnable how) {
        how.run();
        hearing.listen(rig.events());
    }

    private static Outcome perform(Task task, Move move, Duration patience) {
        switch (move.kind()) {
            case START -> task.start();
            case KILL_TERM -> task.kill(Signal.TERM, false);
            case KILL -> task.kill(Signal.KILL, false);
            case KILL_ALL -> task.kill(Signal.KILL, true);
            case PAUSE -> task.pause();
            case RESUME -> task.resume();
            case UPDATE ->
                task.update(LinuxResources.builder()
                        .memoryLimit((64 + move.number()) * MEBIBYTE)
                        .pidsLimit(100 + move.number())
                        .build());
            case STATS -> task.stats();
            case INFO -> {
                return Outcome.state(task.info().state());
            }
            case REFRESH -> {
                return Outcome.state(task.refresh().state());
            }
            case PIDS -> task.pids();
            case DIAGNOSE -> task.diagnose();
            case WAIT -> {
                return Outcome.exit(task.waitForExit(patience));
            }
            case DELETE -> {
                return Outcome.exit(task.delete());
            }
            case FORCE_DELETE -> {
                return Outcome.exit(task.forceDelete());
            }
            default -> throw new IllegalArgumentException(move + " is not about a task");
        }
        return Outcome.OK;
    }

    private static Outcome performExec(Task task, Move move) {
        ExecId id = new ExecId(move.execId());
        if (move.kind() == MoveKind.EXEC_ADD) {
            task.exec(id, options(move.number()));
            return Outcome.OK;
        }
        TaskProcess process = task.process(id);
        switch (move.kind()) {
            case EXEC_START -> process.start();
            case EXEC_KILL -> process.kill(Signal.KILL);
            case EXEC_WAIT -> process.waitForExit(MOMENT);
            case EXEC_DELETE -> process.delete();
            default -> throw new IllegalArgumentException(move + " is not about an added process");
        }
        return Outcome.OK;
    }

    private static ExecOptions options(int number) {
        return switch (number / 2 % 4) {
            case 0 -> ExecOptions.of("true");
            case 1 -> ExecOptions.of("sh", "-c", "exit 7");
            case 2 -> ExecOptions.of("no-such-program");
            default -> ExecOptions.of("sleep", "1000");
        };
    }
}
