// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

/** Takes a step back unless {@link #commit} is called before it is closed; also on a thread that was interrupted. */
final class Undo implements AutoCloseable {
    private final Runnable step;
    private boolean committed;

    Undo(Runnable step) {
        this.step = step;
    }

    void commit() {
        committed = true;
    }

    @Override
    public void close() {
        if (committed) {
            return;
        }
        // the runtime would refuse to work for an interrupted thread
        boolean interrupted = Thread.interrupted();
        try {
            step.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
