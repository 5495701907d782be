// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

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

    private final TaskKey key;
    private final Deque<Step> steps = new ArrayDeque<>();

    Undo(TaskKey key) {
        this.key = key;
    }

    void add(String name, Runnable action) {
        steps.push(new Step(name, action));
    }

    /** Takes the place of that of the last step. */
    void replaceLast(String name, Runnable action) {
        steps.pop();
        add(name, action);
    }

    void commit() {
        steps.clear();
    }

    @Override
    public void close() {
        // undoing waits for processes and writes files, which an interrupted thread cannot
        boolean interrupted = !steps.isEmpty() && Thread.interrupted();
        // a step that cannot be undone must not keep the others from being undone, nor hide why the operation failed
        for (Step step : steps) {
            try {
                step.action.run();
            } catch (RuntimeException | Error e) {
                LOG.warn("namespace={} id={}: could not undo '{}'", key.namespace(), key.id(), step.name, e);
            }
        }
        steps.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
