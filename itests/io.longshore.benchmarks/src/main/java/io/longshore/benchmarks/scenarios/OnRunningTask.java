// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import io.longshore.benchmarks.Scenario;
import io.longshore.benchmarks.Stage;
import io.longshore.benchmarks.engine.Engine;
import io.longshore.benchmarks.engine.EngineTask;
import io.longshore.benchmarks.measure.Contestant;
import io.longshore.benchmarks.measure.Entry;
import io.longshore.benchmarks.measure.Round;
import java.util.ArrayList;
import java.util.List;

/** Something that is done to a running task again and again. */
public final class OnRunningTask implements Scenario {
    /** The kernel drops it: the first process of a PID namespace gets no signal that it does not handle. */
    private static final int SIGUSR1 = 10;

    private final String name;
    private final String about;
    private final int seconds;
    private final double rounds;
    private final Operation operation;

    private interface Operation {
        void run(EngineTask task, int number) throws Exception;
    }

    private OnRunningTask(String name, String about, int seconds, double rounds, Operation operation) {
        this.name = name;
        this.about = about;
        this.seconds = seconds;
        this.rounds = rounds;
        this.operation = operation;
    }

    public static Scenario state() {
        return new OnRunningTask(
                "state", "the state of a task, asked of its shim", 3, 5, (task, number) -> task.state());
    }

    public static Scenario kill() {
        return new OnRunningTask("kill", "a signal to a task", 5, 3, (task, number) -> task.kill(SIGUSR1));
    }

    public static Scenario exec() {
        return new OnRunningTask(
                "exec",
                "a process added to a task, started, its exit seen, deleted",
                18,
                3,
                (task, number) -> task.exec("exec" + number, "true"));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String about() {
        return about;
    }

    @Override
    public int seconds() {
        return seconds;
    }

    @Override
    public List<Entry> run(Stage stage) throws Exception {
        try (Engines engines = Engines.open(stage)) {
            List<Contestant> contestants = new ArrayList<>();
            for (Engine engine : engines.all()) {
                EngineTask task = Lives.running(engine, name);
                contestants.add(new Contestant(
                        engine.name(), engine.rival(), Round.timed(number -> operation.run(task, number))));
            }
            return stage.race(name, rounds).run(contestants);
        }
    }
}
