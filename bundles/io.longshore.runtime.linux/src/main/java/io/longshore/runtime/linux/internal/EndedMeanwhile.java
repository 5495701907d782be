// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnknownException;
import io.longshore.api.shim.Shim;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For calls about a process that may end while they are under way. What its shim answers then is in its own words, or the OCI
 * runtime's, and of any kind. So the state is asked; if the process has ended, the caller is told what it would be told a moment
 * later, and what the shim has answered is the cause.
 */
final class EndedMeanwhile {
    private static final Logger LOG = LoggerFactory.getLogger(EndedMeanwhile.class);

    /** The shim has just answered another call. */
    static final Duration ANSWER = Duration.ofSeconds(2);

    private final TaskLife life;
    private final BooleanSupplier gone;

    /** @param gone whether it has ended, though perhaps nobody has told that yet; throws nothing */
    EndedMeanwhile(TaskLife life, BooleanSupplier gone) {
        this.life = life;
        this.gone = gone;
    }

    /** @param required what refuses a process that has ended */
    <T> T call(BiConsumer<TaskLife, TaskMoment> required, Supplier<T> call) {
        try {
            return call.get();
        } catch (UnknownException | NotFoundException | FailedPreconditionException e) {
            if (hasEnded()) {
                refuse(required, e);
            }
            throw e;
        }
    }

    /** As {@link #call}. */
    void run(BiConsumer<TaskLife, TaskMoment> required, Runnable call) {
        call(required, () -> {
            call.run();
            return true;
        });
    }

    boolean hasEnded() {
        TaskMoment now = life.now();
        return now.exit() != null || now.phase() == TaskPhase.DELETED || gone.getAsBoolean();
    }

    /**
     * Whether the shim says that a process has ended; false also if it does not answer.
     *
     * @param execId null for the first process
     */
    static boolean isToldBy(Shim shim, @Nullable ExecId execId) {
        try {
            return shim.state(execId, ANSWER).exit() != null;
        } catch (LongshoreException e) {
            LOG.debug("the shim with pid {} does not say whether process {} has ended", shim.pid(), execId, e);
            return false;
        }
    }

    private void refuse(BiConsumer<TaskLife, TaskMoment> required, LongshoreException answer) {
        try {
            TaskMoment now = life.now();
            required.accept(life, now.phase() == TaskPhase.DELETED ? now : now.in(TaskPhase.STOPPED));
        } catch (LongshoreException e) {
            e.initCause(answer);
            throw e;
        }
    }
}
