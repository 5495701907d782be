// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must be taken back if a later step fails. Each step adds its undo; closing runs them, last first, unless {@link
 * #commit} was called.
 */
final class Undo implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Undo.class);

    private record Step(String name, Runnable action) {}

    private final Deque<Step> steps = new ArrayDeque<>();

    void add(String name, Runnable action) {
        steps.push(new Step(name, action));
    }

    void commit() {
        steps.clear();
    }

    @Override
    public void close() {
        // undoing waits for processes, which an interrupted thread cannot
        boolean interrupted = !steps.isEmpty() && Thread.interrupted();
        for (Step step : steps) {
            try {
                step.action.run();
            } catch (RuntimeException e) {
                // why the operation failed is what the caller must see
                LOG.warn("could not undo '{}'", step.name, e);
            }
        }
        steps.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
