// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.LongshoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at several things at the same time, all of which may hang: each on a thread of its own, since the runtime's are needed by
 * whoever cleans up. A look that does not end is interrupted, and left.
 */
final class Looks {
    private static final Logger LOG = LoggerFactory.getLogger(Looks.class);

    private final Map<String, Supplier<List<Sight>>> looks = new LinkedHashMap<>();

    /** @param name of the finding, also if there is none in time */
    Looks add(String name, Supplier<Sight> look) {
        return addAll(name, () -> List.of(look.get()));
    }

    Looks addAll(String name, Supplier<List<Sight>> look) {
        looks.put(name, look);
        return this;
    }

    /** @throws CancelledException if the thread is interrupted */
    List<Sight> look(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        Map<String, FutureTask<List<Sight>>> running = new LinkedHashMap<>();
        looks.forEach((name, look) -> running.put(name, start(name, look)));
        List<Sight> seen = new ArrayList<>();
        try {
            for (Map.Entry<String, FutureTask<List<Sight>>> look : running.entrySet()) {
                seen.addAll(await(look.getKey(), look.getValue(), end - System.nanoTime(), atMost));
            }
            return seen;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("the diagnosis was interrupted", e);
        } finally {
            running.values().forEach(look -> look.cancel(true));
        }
    }

    private static FutureTask<List<Sight>> start(String name, Supplier<List<Sight>> look) {
        FutureTask<List<Sight>> task = new FutureTask<>(look::get);
        Thread thread = new Thread(task, "longshore-diagnosis-" + name);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static List<Sight> await(String name, FutureTask<List<Sight>> look, long nanos, Duration atMost)
            throws InterruptedException {
        try {
            return look.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.debug("no look at {} in time", name, e);
            return List.of(Sight.warning(name, "this could not be seen within " + atMost.toMillis() + " ms", ""));
        } catch (ExecutionException e) {
            LOG.debug("no look at {}", name, e);
            String why = e.getCause() instanceof LongshoreException known
                    ? String.valueOf(known.getMessage())
                    : String.valueOf(e.getCause());
            return List.of(Sight.warning(name, "this could not be seen: " + why, ""));
        }
    }
}
