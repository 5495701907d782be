// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

/** Lets what undoes a step work on a thread that was interrupted: the runtime would refuse to. */
final class Uninterrupted {
    private Uninterrupted() {}

    /** The thread is interrupted again afterwards. */
    static void run(Runnable step) {
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
