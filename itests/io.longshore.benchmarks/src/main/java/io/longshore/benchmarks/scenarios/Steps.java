// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import io.longshore.api.ContainerId;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Task;
import io.longshore.benchmarks.Scenario;
import io.longshore.benchmarks.Stage;
import io.longshore.benchmarks.engine.LongshoreEngine;
import io.longshore.benchmarks.engine.LongshoreKind;
import io.longshore.benchmarks.measure.Entry;
import io.longshore.benchmarks.measure.Figures;
import io.longshore.benchmarks.measure.Samples;
import io.longshore.itests.support.Rig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the time of a container's life goes, kind by kind. */
public final class Steps implements Scenario {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "steps";
    }

    @Override
    public String about() {
        return "where the time of a lifecycle goes, for each of Longshore's kinds";
    }

    @Override
    public int seconds() {
        return 9;
    }

    @Override
    public List<Entry> run(Stage stage) throws Exception {
        List<Entry> entries = new ArrayList<>();
        for (LongshoreKind kind : LongshoreKind.all()) {
            entries.addAll(run(stage, kind));
        }
        return entries;
    }

    private List<Entry> run(Stage stage, LongshoreKind kind) throws Exception {
        ShimCalls calls = new ShimCalls();
        Map<String, List<Long>> steps = new LinkedHashMap<>();
        int warmUp = stage.rounds(0.5);
        int rounds = stage.rounds(1);
        try (Closing closing = new Closing()) {
            Rig rig = closing.add(stage.rig(kind.shim(), calls::around));
            SocketWatch sockets =
                    closing.add(new SocketWatch(rig.settings().state().resolve(".sockets")));
            LongshoreEngine engine = new LongshoreEngine(rig, kind);
            Lives.pod(engine);
            for (int round = 0; round < warmUp + rounds; round++) {
                Map<String, Long> taken = life(rig, engine, new ContainerId("step" + round), calls, sockets);
                if (round >= warmUp) {
                    taken.forEach((step, nanos) -> steps.computeIfAbsent(step, key -> new ArrayList<>())
                            .add(nanos));
                }
                stage.progress().step(name() + ", " + kind.name(), round + 1, warmUp + rounds);
            }
        }
        List<Entry> entries = new ArrayList<>();
        steps.forEach((step, nanos) ->
                entries.add(Entry.of(name() + ", " + kind.name(), step, Figures.span(Samples.of(nanos)))));
        return entries;
    }

    private static Map<String, Long> life(
            Rig rig, LongshoreEngine engine, ContainerId id, ShimCalls calls, SocketWatch sockets) {
        calls.clear();
        long begun = System.nanoTime();
        rig.containers().create(rig.namespace(), engine.record(id, "true"));
        long recorded = System.nanoTime();
        Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.DEFAULT);
        long created = System.nanoTime();
        task.start();
        long started = System.nanoTime();
        task.waitForExit(PATIENCE);
        long exited = System.nanoTime();
        task.delete();
        long deleted = System.nanoTime();
        rig.containers().delete(rig.namespace(), id);
        long ended = System.nanoTime();

        ShimCalls.Span launch = calls.driver("start", recorded);
        long spawned = sockets.appearedBetween(launch.begun(), launch.ended());
        long create = calls.shim("create").nanos();
        long start = calls.shim("start").nanos();
        long delete = calls.shim("delete").nanos();
        long end = calls.shim("end").nanos();
        Map<String, Long> steps = new LinkedHashMap<>();
        steps.put(" 1 record", recorded - begun);
        steps.put(" 2 files made, intent noted", launch.begun() - recorded);
        steps.put(" 3 shim spawned", spawned - launch.begun());
        steps.put(" 4 shim connected", launch.ended() - spawned);
        steps.put(" 5 container created", create);
        steps.put(" 6 creation noted and told", created - launch.ended() - create);
        steps.put(" 7 container started", start);
        steps.put(" 8 start noted and told", started - created - start);
        steps.put(" 9 exit seen", exited - started);
        steps.put("10 container deleted", delete);
        steps.put("11 shim gone", end);
        steps.put("12 files removed, deletion told", deleted - exited - delete - end);
        steps.put("13 record deleted", ended - deleted);
        steps.put("all", ended - begun);
        return steps;
    }
}
