// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Exit;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Exits that somebody waits for, until nobody tells any more. Thread-safe. */
final class AwaitedExits {
    private final Map<Long, CompletableFuture<Exit>> awaited = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();
    private volatile boolean abandoned;

    /** @return fails with {@link UnavailableException} if all are abandoned before it comes */
    CompletionStage<Exit> of(CompletableFuture<Exit> exit) {
        CompletableFuture<Exit> mine = new CompletableFuture<>();
        long number = last.incrementAndGet();
        awaited.put(number, mine);
        var unused = exit.whenComplete((told, failure) -> {
            if (awaited.remove(number) != null) {
                mine.complete(told);
            }
        });
        if (abandoned) {
            abandon(number);
        }
        return mine.minimalCompletionStage();
    }

    /** And those that are yet to be asked for. */
    void abandon() {
        abandoned = true;
        awaited.keySet().forEach(this::abandon);
    }

    private void abandon(long number) {
        CompletableFuture<Exit> exit = awaited.remove(number);
        if (exit != null) {
            exit.completeExceptionally(new UnavailableException("nobody listens to the task from here any more"));
        }
    }
}
