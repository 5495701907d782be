// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import io.longshore.api.ContainerId;
import io.longshore.benchmarks.Scenario;
import io.longshore.benchmarks.Stage;
import io.longshore.benchmarks.containerd.Containerd;
import io.longshore.benchmarks.containerd.ContainerdEngine;
import io.longshore.benchmarks.engine.Engine;
import io.longshore.benchmarks.engine.LongshoreEngine;
import io.longshore.benchmarks.measure.Contestant;
import io.longshore.benchmarks.measure.Entry;
import io.longshore.benchmarks.measure.Figures;
import io.longshore.benchmarks.measure.Round;
import io.longshore.benchmarks.measure.Stop;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Container records, on disk before the call returns; deleted again without being counted. */
public final class Records implements Scenario {
    private static final int WRITERS = 16;
    private static final int PER_WRITER = 8;
    private static final double ALONE = 5;
    private static final double TOGETHER = 0.25;

    @Override
    public String name() {
        return "record";
    }

    @Override
    public String about() {
        return "a durable container record made, by one writer and by sixteen at a time";
    }

    private interface Store {
        void create(String id) throws Exception;

        void delete(String id) throws Exception;
    }

    @Override
    public int seconds() {
        return 4;
    }

    @Override
    public List<Entry> run(Stage stage) throws Exception {
        try (Closing closing = new Closing()) {
            Rig rig = closing.add(stage.rig(ShimKind.V1));
            Containerd containerd = closing.add(Containerd.open(stage.grounds()));
            Store ours = longshore(rig);
            Store theirs = containerd(ContainerdEngine.v1(containerd));
            List<Entry> entries = new ArrayList<>(
                    stage.race(name() + ", 1 writer", ALONE).run(contestants(alone(ours), alone(theirs))));
            entries.addAll(stage.race(name() + ", 16 writers", TOGETHER)
                    .run(
                            contestants(together(stage.stop(), ours), together(stage.stop(), theirs)),
                            nanos -> Figures.rate(
                                    WRITERS * PER_WRITER * (double) TimeUnit.SECONDS.toNanos(1) / nanos.median())));
            return entries;
        }
    }

    private static List<Contestant> contestants(Round ours, Round theirs) {
        return List.of(
                new Contestant("longshore", Engine.CONTAINERD_V1, ours),
                new Contestant(Engine.CONTAINERD_V1, null, theirs));
    }

    private static Store longshore(Rig rig) {
        LongshoreEngine any = LongshoreEngine.all(rig).get(0);
        return new Store() {
            @Override
            public void create(String id) {
                rig.containers().create(rig.namespace(), any.record(new ContainerId(id), "true"));
            }

            @Override
            public void delete(String id) {
                rig.containers().delete(rig.namespace(), new ContainerId(id));
            }
        };
    }

    private static Store containerd(ContainerdEngine engine) {
        return new Store() {
            @Override
            public void create(String id) {
                engine.createRecord(id, "true");
            }

            @Override
            public void delete(String id) {
                engine.deleteRecord(id);
            }
        };
    }

    private static Round alone(Store store) {
        return number -> {
            long begun = System.nanoTime();
            store.create("alone" + number);
            long taken = System.nanoTime() - begun;
            store.delete("alone" + number);
            return taken;
        };
    }

    private static Round together(Stop stop, Store store) {
        return number -> {
            long begun = System.nanoTime();
            all(stop, number, store::create);
            long taken = System.nanoTime() - begun;
            all(stop, number, store::delete);
            return taken;
        };
    }

    private interface OfOne {
        void run(String id) throws Exception;
    }

    private static void all(Stop stop, int number, OfOne action) throws Exception {
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            String prefix = "together" + number + "." + writer + ".";
            work.add(() -> {
                for (int i = 0; i < PER_WRITER; i++) {
                    action.run(prefix + i);
                }
                return true;
            });
        }
        var unusedDone = Lives.atATime(stop, WRITERS, work);
    }
}
