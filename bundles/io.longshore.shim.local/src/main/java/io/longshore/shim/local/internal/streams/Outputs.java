// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import io.longshore.api.CancelledException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to happen before all output has arrived. */
final class Outputs {
    private static final Logger LOG = LoggerFactory.getLogger(Outputs.class);

    private final List<StreamCopy> copies = new ArrayList<>();
    private final List<CompletableFuture<?>> arrivals = new ArrayList<>();

    synchronized void add(StreamCopy copy) {
        copies.add(copy);
        arrivals.add(copy.ended());
    }

    synchronized void add(CompletableFuture<?> arrival) {
        arrivals.add(arrival);
    }

    void start() {
        copies().forEach(StreamCopy::start);
    }

    boolean drain(Duration atMost) {
        CompletableFuture<?>[] all;
        synchronized (this) {
            all = arrivals.toArray(CompletableFuture[]::new);
        }
        try {
            CompletableFuture.allOf(all).get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted while waiting for the last output of a process", e);
        } catch (ExecutionException e) {
            LOG.warn("output of a process may be lost", e);
            return true;
        }
    }

    /** Returns whether anything was lost that had been read. */
    boolean close() {
        boolean lost = false;
        for (StreamCopy copy : copies()) {
            lost |= copy.close();
        }
        return lost;
    }

    private synchronized List<StreamCopy> copies() {
        return List.copyOf(copies);
    }
}
