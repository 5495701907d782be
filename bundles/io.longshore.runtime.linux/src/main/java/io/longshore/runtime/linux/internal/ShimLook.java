// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.LongshoreException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimProcessState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a task's shim is alive and answers, and whether it says what is known. */
final class ShimLook {
    static final String SHIM = "shim";
    private static final String STATE = "state";
    private static final String FORCE = "delete the task with force";
    private static final Logger LOG = LoggerFactory.getLogger(ShimLook.class);

    private final TaskInfo known;
    private final Shim shim;
    private final Duration timeout;

    ShimLook(TaskInfo known, Shim shim, Duration timeout) {
        this.known = known;
        this.shim = shim;
        this.timeout = timeout;
    }

    List<Sight> look() {
        long pid = shim.pid() != 0 ? shim.pid() : pidInBundle();
        KernelProcess process = pid == 0 ? null : KernelProcess.of(pid);
        String who = "kind " + known.shimKind() + ", " + who(pid, process);
        long begin = System.nanoTime();
        try {
            ShimProcessState says = shim.state(null, timeout);
            long millis = (System.nanoTime() - begin) / 1_000_000;
            return List.of(Sight.ok(SHIM, who + "; answered within " + millis + " ms"), compare(says));
        } catch (DeadlineExceededException e) {
            LOG.debug("the shim of task {}/{} hangs", known.namespace(), known.id(), e);
            return List.of(
                    Sight.problem(
                            SHIM,
                            who + "; has not answered within " + timeout.toMillis() + " ms",
                            process != null && process.isStopped()
                                    ? "let the shim go on by \"kill -CONT " + pid + "\", or " + FORCE
                                    : FORCE + ", since its shim hangs"),
                    unknown());
        } catch (LongshoreException e) {
            LOG.debug("the shim of task {}/{} cannot be asked", known.namespace(), known.id(), e);
            String text = who + "; cannot be asked: " + e.getMessage();
            // the shim of a task that has ended may have ended too
            return List.of(
                    known.exit() != null ? Sight.warning(SHIM, text, "") : Sight.problem(SHIM, text, FORCE), unknown());
        }
    }

    private static String who(long pid, @Nullable KernelProcess process) {
        if (pid == 0) {
            return "without a process of its own";
        }
        return process == null ? "its process " + pid + " is gone" : process.toString();
    }

    /** One that could not be connected to has written there who it is. */
    private long pidInBundle() {
        Path file = known.bundle().resolve("shim.pid");
        try {
            return Files.isRegularFile(file)
                    ? Long.parseLong(Files.readString(file).strip())
                    : 0;
        } catch (IOException | NumberFormatException e) {
            LOG.debug("no pid in {}", file, e);
            return 0;
        }
    }

    private Sight compare(ShimProcessState says) {
        String text = "known " + known(known.exit()) + ", the shim says " + says.state();
        // what is known of an exit is more than the shim knows
        boolean same = says.state() == known.state() && says.pid() == known.pid();
        return same || known.exit() != null
                ? Sight.ok(STATE, text)
                : Sight.warning(
                        STATE, text + " of pid " + says.pid(), "refresh the task, so that it is known as it is");
    }

    private Sight unknown() {
        String why = known.reason().isEmpty() ? "" : ", because " + known.reason();
        return known.exit() != null
                ? Sight.ok(STATE, "known " + known(known.exit()))
                : Sight.warning(STATE, "known " + known.state() + why + "; the shim does not say", "");
    }

    private String known(@Nullable Exit exit) {
        if (exit == null) {
            return known.state().name();
        }
        String status = exit.status() == null ? "an unknown status" : "status " + exit.status();
        String detail = exit.detail().isEmpty() ? "" : ": " + exit.detail();
        return known.state() + " with " + status + " (" + exit.cause() + detail + ") since " + exit.at();
    }
}
