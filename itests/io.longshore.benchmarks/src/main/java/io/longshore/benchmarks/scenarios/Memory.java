// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import io.longshore.benchmarks.Scenario;
import io.longshore.benchmarks.Stage;
import io.longshore.benchmarks.containerd.ContainerdEngine;
import io.longshore.benchmarks.engine.Engine;
import io.longshore.benchmarks.engine.EngineTask;
import io.longshore.benchmarks.engine.LongshoreEngine;
import io.longshore.benchmarks.measure.Entry;
import io.longshore.benchmarks.measure.Figures;
import io.longshore.benchmarks.measure.ProcessMemory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a running task needs, of all of Longshore's kinds alike: on our heap, and in processes. */
public final class Memory implements Scenario {
    private static final int TASKS = 500;
    private static final int OF_THEIRS = 50;
    private static final int BEFORE = 20;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String about() {
        return "per running task: heap of the JVM, with 500 of them; PSS of the shim, and of the container's process";
    }

    @Override
    public int seconds() {
        return 26;
    }

    @Override
    public List<Entry> run(Stage stage) throws Exception {
        List<Entry> entries = new ArrayList<>();
        try (Engines engines = Engines.open(stage)) {
            List<LongshoreEngine> kinds = engines.longshore();
            for (LongshoreEngine engine : kinds) {
                // so that what is needed once is there before
                Lives.end(stage.stop(), Lives.running(stage.stop(), engine, "before", BEFORE));
            }
            double none = ProcessMemory.heap();
            Map<LongshoreEngine, List<EngineTask>> running = new LinkedHashMap<>();
            for (LongshoreEngine engine : kinds) {
                running.put(engine, Lives.running(stage.stop(), engine, "task", TASKS / kinds.size()));
                stage.progress().step("made, of all kinds", running.size(), kinds.size());
            }
            int made = running.values().stream().mapToInt(List::size).sum();
            entries.add(Entry.of(
                    name() + ", heap", "longshore, all kinds", Figures.memory((ProcessMemory.heap() - none) / made)));
            for (Map.Entry<LongshoreEngine, List<EngineTask>> ofKind : running.entrySet()) {
                entries.addAll(processes(ofKind.getKey(), ofKind.getValue()));
                stage.progress().step("ending those of " + ofKind.getKey().name(), 1, 1);
                Lives.end(stage.stop(), ofKind.getValue());
            }
            for (ContainerdEngine engine : engines.containerd()) {
                List<EngineTask> tasks = Lives.running(stage.stop(), engine, "task", OF_THEIRS);
                entries.addAll(processes(engine, tasks));
                stage.progress().step("ending those of " + engine.name(), OF_THEIRS, OF_THEIRS);
                Lives.end(stage.stop(), tasks);
            }
        }
        return entries;
    }

    private List<Entry> processes(Engine engine, List<EngineTask> tasks) throws Exception {
        Set<Long> shims = new HashSet<>();
        double own = 0;
        for (EngineTask task : tasks) {
            own += ProcessMemory.pss(task.pid());
            shims.add(ProcessMemory.parent(task.pid()));
        }
        // without a shim we are the parent
        shims.remove(ProcessHandle.current().pid());
        double ofShims = 0;
        for (long shim : shims) {
            ofShims += ProcessMemory.pss(shim);
        }
        return List.of(
                new Entry(name() + ", shim", engine.name(), engine.rival(), Figures.memory(ofShims / tasks.size())),
                new Entry(name() + ", container", engine.name(), engine.rival(), Figures.memory(own / tasks.size())));
    }
}
