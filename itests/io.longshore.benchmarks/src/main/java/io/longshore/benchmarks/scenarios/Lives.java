// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import io.longshore.benchmarks.engine.Engine;
import io.longshore.benchmarks.engine.EngineTask;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

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

    /** So many that run, made several at a time. */
    static List<EngineTask> running(Engine engine, String prefix, int count) throws Exception {
        List<Callable<EngineTask>> starts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = prefix + i;
            starts.add(() -> running(engine, id));
        }
        return atATime(AT_A_TIME, starts);
    }

    static void end(List<EngineTask> tasks) throws Exception {
        List<Callable<Boolean>> ends = new ArrayList<>();
        tasks.forEach(task -> ends.add(() -> {
            task.end();
            return true;
        }));
        var unusedDone = atATime(AT_A_TIME, ends);
    }

    /** Does it with so many threads; returns when all is done, with the results in the order of the work. */
    static <T> List<T> atATime(int threads, List<Callable<T>> work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            // what has not ended by then is cancelled, and so interrupted
            List<Future<T>> futures = executor.invokeAll(work, PATIENCE_SECONDS, TimeUnit.SECONDS);
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new IllegalStateException("one of many failed", e.getCause());
        } catch (CancellationException e) {
            throw new IllegalStateException("not done within " + PATIENCE_SECONDS + " s", e);
        } finally {
            executor.shutdownNow();
        }
    }
}
