// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.death;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.PidFd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * R1, R22: the JVM is killed with SIGKILL at each step of a task's life, by a debugger, so the code that dies is the code
 * that ships. The README says how to kill it at every line.
 */
class DeathAtEachStepIT {
    private static final int SIGKILL = 9;
    private static final int KILLED = 137;

    private static DoomedClasses classes;

    @BeforeAll
    static void archiveClasses() throws Exception {
        // the newest kind has the most of them
        classes = DoomedClasses.archived(
                ShimKind.withProcess().reduce((older, newer) -> newer).orElseThrow());
    }

    @AfterAll
    static void removeArchive() throws Exception {
        if (classes != null) {
            classes.close();
        }
    }

    static Stream<Step> steps() {
        return Steps.named();
    }

    static Stream<Step> everyLine() throws Exception {
        return Steps.everyLine(Boolean.getBoolean("longshore.everyLine"));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void nothingIsLostAndNothingIsLeft(Step step) throws Exception {
        step.requireMethod();
        assertThat(dieAt(step)).as("the step was reached").isTrue();
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("everyLine")
    void nothingIsLostAtAnyLine(Step step) throws Exception {
        // threads take turns: a line may be passed in one run and not in the next
        dieAt(step);
    }

    private static boolean dieAt(Step step) throws Exception {
        boolean[] reached = {false};
        try (Rig rig = Rig.open(step.kind())) {
            List<Aftermath> aftermaths = prepare(step.scenario(), rig);
            String[] log = {""};
            rig.restartAfter(() -> {
                meanwhile(step.scenario(), rig);
                try (DoomedProcess process =
                        DoomedProcess.start(step.kind(), step.scenario(), rig.directory(), classes.options())) {
                    reached[0] = process.killAt(step);
                    log[0] = process.log();
                }
                afterwards(step.scenario(), rig);
            });
            try {
                nothingIsThereThatNoTaskExplains(rig);
                for (Aftermath aftermath : aftermaths) {
                    aftermath.check();
                }
                assertThat(rig.leftovers()).isEmpty();
                comesBackWithNothingToDo(rig);
            } catch (AssertionError e) {
                throw new AssertionError(
                        e.getMessage() + "\nThe process that died at " + step + " said:\n" + log[0], e);
            }
        }
        return reached[0];
    }

    private static void nothingIsThereThatNoTaskExplains(Rig rig) {
        List<Task> tasks = rig.runtime().list();
        if (tasks.size() < 2) {
            assertThat(tasks.isEmpty() ? rig.leftovers() : rig.leftoversBeside(tasks.get(0)))
                    .isEmpty();
        }
    }

    private static void comesBackWithNothingToDo(Rig rig) {
        long last = rig.events().lastSequence();
        rig.restart();
        assertThat(rig.runtime().list()).isEmpty();
        assertThat(rig.events().list(last, 10)).isEmpty();
    }

    static List<Aftermath> prepare(Scenario scenario, Rig rig) {
        return switch (scenario) {
            case LIFE, ENDS -> List.of(new Aftermath(rig, Doomed.ID, Doomed.STATUS, Exit.Cause.EXITED));
            case FORCE -> List.of(new Aftermath(rig, Doomed.ID, KILLED, Exit.Cause.EXITED));
            case SHIM_LOSS -> List.of(new Aftermath(rig, Doomed.ID, KILLED, Exit.Cause.SHIM_LOST));
            case RESTORE -> {
                for (ContainerId id : List.of(Doomed.ID, Doomed.ENDED, Doomed.ORPHAN)) {
                    rig.runtime()
                            .create(rig.namespace(), Doomed.container(rig, id), Doomed.options(rig))
                            .start();
                }
                yield List.of(
                        new Aftermath(rig, Doomed.ID, Doomed.STATUS, Exit.Cause.EXITED),
                        new Aftermath(rig, Doomed.ENDED, Doomed.STATUS, Exit.Cause.EXITED),
                        new Aftermath(rig, Doomed.ORPHAN, KILLED, Exit.Cause.SHIM_LOST));
            }
            case GROUP ->
                List.of(
                        new Aftermath(rig, Doomed.FOUNDER, KILLED, Exit.Cause.EXITED),
                        new Aftermath(rig, Doomed.ID, Doomed.STATUS, Exit.Cause.EXITED));
        };
    }

    /** While nobody watches. */
    static void meanwhile(Scenario scenario, Rig rig) throws Exception {
        if (scenario == Scenario.RESTORE) {
            try (LinuxPosix posix = new LinuxPosix()) {
                Task ended = rig.runtime().get(rig.namespace(), Doomed.ENDED);
                Task orphan = rig.runtime().get(rig.namespace(), Doomed.ORPHAN);
                untilGone(
                        posix,
                        ended.info().pid(),
                        () -> Files.createFile(Doomed.gate(rig.directory(), Doomed.ENDED.value())));
                untilGone(
                        posix,
                        orphan.info().shimPid(),
                        () -> posix.kill((int) orphan.info().shimPid(), SIGKILL));
            }
        }
    }

    /** Still while nobody watches. */
    private static void afterwards(Scenario scenario, Rig rig) throws Exception {
        if (scenario == Scenario.ENDS) {
            Path pid = rig.settings()
                    .state()
                    .resolve(rig.namespace().name())
                    .resolve(Doomed.ID.value())
                    .resolve("init.pid");
            try (LinuxPosix posix = new LinuxPosix()) {
                untilGone(
                        posix,
                        Long.parseLong(Files.readString(pid).strip()),
                        () -> Files.createFile(Doomed.gate(rig.directory(), Doomed.ID.value())));
            }
        }
    }

    private static void untilGone(LinuxPosix posix, long pid, Rig.ThrowingRunnable action) throws Exception {
        try (PidFd process = posix.pidfdOpen((int) pid)) {
            action.run();
            process.exited().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }
}
