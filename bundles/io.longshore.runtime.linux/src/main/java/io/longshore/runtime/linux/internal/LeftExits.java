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

/** What a shim that is gone has left of the exits of a task's additional processes. */
record LeftExits(TaskKey key, TaskContext context, TaskRecordFile record, ProcessFiles files) {
    private static final Logger LOG = LoggerFactory.getLogger(LeftExits.class);

    Optional<Exit> exit(ExecId id, long pid) {
        return look(id, driver -> driver.publishedExit(record.current().launch(), id, pid));
    }

    /** Of one that was tried to be started, and of which nobody knows more. */
    Optional<TaskEvent.Exited> untold(ExecId id) {
        return files.triedAt(id)
                .flatMap(since ->
                        look(id, driver -> driver.publishedExit(record.current().launch(), id, since)));
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
