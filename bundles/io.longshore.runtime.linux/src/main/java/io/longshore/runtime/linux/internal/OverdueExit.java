// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ExecId;
import io.longshore.api.LongshoreException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.shim.Shim;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exit of a process that is gone, and whose shim has not told it: what it says when it is asked once more, or has left in
 * its spool; else nobody knows.
 */
record OverdueExit(TaskKey key, TaskContext context) {
    private static final Logger LOG = LoggerFactory.getLogger(OverdueExit.class);

    Exit ofFirst(Shim shim, TaskRecord record) {
        return find(
                shim,
                null,
                () -> context.kinds().driver(record.shimKind()).publishedExit(record.launch(), record.pid()));
    }

    Exit ofAdded(Shim shim, ExecId execId) {
        return find(shim, execId, Optional::empty);
    }

    private Exit find(Shim shim, @Nullable ExecId execId, Supplier<Optional<Exit>> spool) {
        LOG.warn(
                "namespace={} id={} exec={}: the process is gone, and its shim has not told its exit",
                key.namespace(),
                key.id(),
                execId);
        Exit unobserved = new Exit(
                null,
                context.clock().instant(),
                Exit.Cause.UNOBSERVED,
                "the process is gone, and its shim does not say how it ended");
        return ask(
                        execId,
                        () -> Optional.ofNullable(shim.state(
                                        execId, context.settings().deadlines().call())
                                .exit()))
                .or(() -> ask(execId, spool))
                .orElse(unobserved);
    }

    private Optional<Exit> ask(@Nullable ExecId execId, Supplier<Optional<Exit>> source) {
        try {
            return source.get();
        } catch (LongshoreException e) {
            LOG.debug("namespace={} id={} exec={}: does not say", key.namespace(), key.id(), execId, e);
            return Optional.empty();
        }
    }
}
