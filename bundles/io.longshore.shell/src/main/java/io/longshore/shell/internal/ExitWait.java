// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import java.io.PrintStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Waits for a task's exit on the console's thread, which Ctrl-C interrupts. */
final class ExitWait {
    private static final long MAX_SECONDS = Duration.ofDays(365).toSeconds();

    private ExitWait() {}

    static Duration seconds(long timeout) {
        if (timeout < 1 || timeout > MAX_SECONDS) {
            throw new InvalidArgumentException("--timeout must be from 1 to " + MAX_SECONDS + " seconds");
        }
        return Duration.ofSeconds(timeout);
    }

    static Exit await(Task task, Duration timeout) {
        try {
            return task.waitForExit(timeout);
        } catch (DeadlineExceededException e) {
            throw notInTime(task, timeout);
        }
    }

    static DeadlineExceededException notInTime(Task task, Duration timeout) {
        return new DeadlineExceededException(
                name(task) + " has not ended within " + timeout.toSeconds() + " s; --timeout changes that");
    }

    static CancelledException interrupted(Task task) {
        Thread.currentThread().interrupt();
        return new CancelledException("the wait for " + name(task) + " was interrupted");
    }

    /** The status for scripts, null if nobody saw it; and for people, since Karaf's console shows only texts. */
    static @Nullable Integer status(Exit exit, PrintStream out) {
        out.println(text(exit));
        return exit.status();
    }

    static String text(Exit exit) {
        String status = exit.status() == null ? "unknown exit status" : "exit status " + exit.status();
        String cause = exit.cause() == Exit.Cause.EXITED ? "" : ", " + exit.cause();
        String detail = exit.detail().isEmpty() ? "" : ": " + Printable.of(exit.detail());
        return status + cause + detail;
    }

    private static String name(Task task) {
        return "task " + task.id() + " in namespace " + task.namespace();
    }
}
