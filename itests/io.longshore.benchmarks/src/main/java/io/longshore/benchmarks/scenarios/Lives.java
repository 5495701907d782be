// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.Exit;
import io.longshore.benchmarks.engine.Engine;
import io.longshore.benchmarks.engine.EngineTask;
import io.longshore.benchmarks.engine.LongshoreEngine;
import io.longshore.benchmarks.measure.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Whole lives of containers, and many that go on living. */
final class Lives {
    private static final int AT_A_TIME = 4;
    private static final long PATIENCE_SECONDS = 120;

    private Lives() {}

    /** Record, create, start, exit seen, delete, record deleted. */
    static void live(Engine engine, String id) throws Exception {
        EngineTask task = engine.create(id, "true");
        task.start();
        task.awaitExit();
        task.delete();
    }

    /** One that runs until it is ended. */
    static EngineTask running(Engine engine, String id) throws Exception {
        EngineTask task = engine.create(id, "sleep", "100000");
        task.start();
        return task;
    }

    /** Where containers share a shim, two that run as long as the engine is there, as in a pod: so each further one finds it. */
    static void pod(LongshoreEngine engine) throws Exception {
        if (engine.grouped()) {
            running(engine, "pod0");
            running(engine, "pod1");
        }
    }

    /** So many that run, made several at a time. */
    static List<EngineTask> running(Stop stop, Engine engine, String prefix, int count) throws Exception {
        List<Callable<EngineTask>> starts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = prefix + i;
            starts.add(() -> running(engine, id));
        }
        return atATime(stop, AT_A_TIME, starts);
    }

    static void end(Stop stop, List<EngineTask> tasks) throws Exception {
        List<Callable<Boolean>> ends = new ArrayList<>();
        tasks.forEach(task -> ends.add(() -> {
            task.end();
            return true;
        }));
        var unusedDone = atATime(stop, AT_A_TIME, ends);
    }

    /** All that a runtime has, as whoever made them may have been another one. */
    static void endAll(Stop stop, ContainerRuntime runtime) throws Exception {
        List<Callable<Exit>> ends = new ArrayList<>();
        runtime.list().forEach(task -> ends.add(task::forceDelete));
        var unusedExits = atATime(stop, AT_A_TIME, ends);
    }

    /**
     * Does it with so many threads; returns when all is done, with the results in the order of the work. When it is told to
     * stop, or something failed, it throws as soon as what was begun is done; nobody is interrupted.
     */
    static <T> List<T> atATime(Stop stop, int threads, List<Callable<T>> work) throws Exception {
        AtomicBoolean inVain = new AtomicBoolean();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        List<Future<T>> futures = new ArrayList<>();
        for (Callable<T> each : work) {
            futures.add(executor.submit(() -> unless(stop, inVain, each)));
        }
        executor.shutdown();
        if (!executor.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            inVain.set(true);
            if (!executor.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("something is not done within " + PATIENCE_SECONDS + " s");
            }
        }
        return results(futures);
    }

    private static <T> T unless(Stop stop, AtomicBoolean inVain, Callable<T> work) throws Exception {
        stop.check();
        if (inVain.get()) {
            throw new CancellationException("another one failed, or took too long");
        }
        try {
            return work.call();
        } catch (Exception e) {
            inVain.set(true);
            throw e;
        }
    }

    private static <T> List<T> results(List<Future<T>> futures) throws InterruptedException {
        List<T> results = new ArrayList<>();
        @Nullable Throwable cancelled = null;
        for (Future<T> future : futures) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof CancellationException)) {
                    throw new IllegalStateException("one of many failed", e.getCause());
                }
                cancelled = e.getCause();
            }
        }
        if (cancelled != null) {
            throw new CancellationException(cancelled.getMessage());
        }
        return results;
    }
}
