// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ExecId;
import io.longshore.api.LongshoreException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.api.shim.ShimDriver;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a task's additional processes have ended that nobody saw: what their shim has left of that. */
record LeftExits(TaskKey key, TaskContext context, TaskRecordFile record, ProcessFiles files) {
    private static final Logger LOG = LoggerFactory.getLogger(LeftExits.class);

    /** What its shim has left of it in its spool is true; else nobody knows. */
    Exit exit(ExecId id, long pid, Exit ofTask) {
        return look(id, driver -> driver.publishedExit(record.current().launch(), id, pid))
                .orElseGet(() -> unknown(ofTask));
    }

    /** Of one that was tried to be started, and of which nobody knows more. */
    Optional<TaskEvent.Exited> untold(ExecId id) {
        return files.triedAt(id)
                .flatMap(since ->
                        look(id, driver -> driver.publishedExit(record.current().launch(), id, since)));
    }

    /** Nobody knows, and the task's own status is not its. */
    Exit unknown(Exit ofTask) {
        return switch (ofTask.cause()) {
            case EXITED, OOM_KILLED -> unobserved();
            case SHIM_LOST, HOST_REBOOT, UNOBSERVED -> new Exit(null, ofTask.at(), ofTask.cause(), ofTask.detail());
        };
    }

    Exit unobserved() {
        return new Exit(
                null, context.clock().instant(), Exit.Cause.UNOBSERVED, "it ended with the task's first process");
    }

    private <T> Optional<T> look(ExecId id, Function<ShimDriver, Optional<T>> look) {
        try {
            return look.apply(context.kinds().driver(record.current().shimKind()));
        } catch (LongshoreException e) {
            LOG.warn("namespace={} id={} exec={}: cannot see how it ended", key.namespace(), key.id(), id, e);
            return Optional.empty();
        }
    }
}
