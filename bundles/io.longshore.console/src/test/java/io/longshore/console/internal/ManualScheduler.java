// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs what is to be repeated when a test says so, on its thread. */
final class ManualScheduler extends ScheduledThreadPoolExecutor {
    private record Repeated(Runnable action, ScheduledFuture<?> future) {}

    private final List<Repeated> repeated = new CopyOnWriteArrayList<>();

    ManualScheduler() {
        super(1);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable action, long first, long delay, TimeUnit unit) {
        // a future that stays open until it is cancelled
        ScheduledFuture<?> future = super.schedule(() -> {}, 1, TimeUnit.DAYS);
        repeated.add(new Repeated(action, future));
        return future;
    }

    void tick() {
        for (Repeated each : repeated) {
            if (!each.future().isCancelled()) {
                each.action().run();
            }
        }
    }

    long scheduled() {
        return repeated.stream().filter(each -> !each.future().isCancelled()).count();
    }
}
