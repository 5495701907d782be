// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import io.longshore.benchmarks.Scenario;
import io.longshore.benchmarks.Stage;
import io.longshore.benchmarks.containerd.Containerd;
import io.longshore.benchmarks.containerd.ContainerdEngine;
import io.longshore.benchmarks.containerd.wire.ProcessState;
import io.longshore.benchmarks.containerd.wire.Status;
import io.longshore.benchmarks.engine.Engine;
import io.longshore.benchmarks.engine.EngineTask;
import io.longshore.benchmarks.engine.LongshoreEngine;
import io.longshore.benchmarks.engine.LongshoreKind;
import io.longshore.benchmarks.measure.Contestant;
import io.longshore.benchmarks.measure.Entry;
import io.longshore.benchmarks.measure.Figures;
import io.longshore.itests.support.Rig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** A hundred running tasks are found again; each kind alone, in a Longshore or a containerd of its own. */
public final class Restore implements Scenario {
    private static final int TASKS = 100;
    private static final double ROUNDS = 0.5;
    private static final long UP_SECONDS = 30;
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    @Override
    public String name() {
        return "restore";
    }

    @Override
    public String about() {
        return "after a stop, a start until all of 100 running tasks are listed as running";
    }

    @Override
    public int seconds() {
        return 85;
    }

    @Override
    public List<Entry> run(Stage stage) throws Exception {
        try (Closing closing = new Closing()) {
            List<Contestant> contestants = new ArrayList<>();
            for (LongshoreKind kind : LongshoreKind.outlivingUs()) {
                contestants.add(longshore(stage, closing, kind));
            }
            contestants.add(containerd(stage, closing, ContainerdEngine::v1));
            contestants.add(containerd(stage, closing, ContainerdEngine::v2));
            List<Entry> entries = stage.race(name(), ROUNDS).run(contestants, Figures::span);
            stage.progress().step("ending those of all", contestants.size(), contestants.size());
            return entries;
        }
    }

    private static Contestant longshore(Stage stage, Closing closing, LongshoreKind kind) throws Exception {
        Rig rig = closing.add(stage.rig(kind.shim()));
        LongshoreEngine engine = new LongshoreEngine(rig, kind);
        closing.then(() -> Lives.endAll(stage.stop(), rig.runtime()));
        var unusedTasks = fill(stage, engine);
        return new Contestant(engine.name(), engine.rival(), number -> restart(rig));
    }

    private static Contestant containerd(Stage stage, Closing closing, Function<Containerd, ContainerdEngine> kind)
            throws Exception {
        Containerd containerd = closing.add(Containerd.open(stage.grounds()));
        ContainerdEngine engine = kind.apply(containerd);
        List<EngineTask> tasks = fill(stage, engine);
        closing.then(() -> Lives.end(stage.stop(), tasks));
        return new Contestant(engine.name(), engine.rival(), number -> restart(containerd));
    }

    private static List<EngineTask> fill(Stage stage, Engine engine) throws Exception {
        List<EngineTask> tasks = Lives.running(stage.stop(), engine, "task", TASKS);
        stage.progress().step("made, of " + engine.name(), TASKS, TASKS);
        return tasks;
    }

    private static long restart(Rig rig) throws Exception {
        long[] begun = {0};
        rig.restartAfter(() -> begun[0] = System.nanoTime());
        long deadline = begun[0] + TimeUnit.SECONDS.toNanos(UP_SECONDS);
        while (running(rig.runtime().list()) < TASKS) {
            look(deadline);
        }
        return System.nanoTime() - begun[0];
    }

    private static long running(List<Task> tasks) {
        return tasks.stream()
                .filter(task -> task.info().state() == TaskState.RUNNING)
                .count();
    }

    private static long restart(Containerd containerd) throws IOException {
        containerd.stop();
        long begun = System.nanoTime();
        List<ProcessState> tasks = containerd.start();
        long deadline = begun + TimeUnit.SECONDS.toNanos(UP_SECONDS);
        while (tasks.stream().filter(task -> task.getStatus() == Status.RUNNING).count() < TASKS) {
            look(deadline);
            tasks = containerd.client().list();
        }
        return System.nanoTime() - begun;
    }

    private static void look(long deadline) {
        if (System.nanoTime() > deadline) {
            throw new IllegalStateException("not all tasks are running " + UP_SECONDS + " s after the start");
        }
        LockSupport.parkNanos(LOOK_NANOS);
    }
}
