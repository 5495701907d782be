// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.LongshoreException;
import io.longshore.api.runtime.ContainerRuntime;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a runtime and offers it; where that fails for want of something, offers one that says what is missing, and tries again until
 * it is there. Who uses what is offered has it taken away and is given the other.
 */
final class RuntimeOpening implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeOpening.class);
    private static final Duration CLOSE = Duration.ofSeconds(30);

    private final Supplier<LinuxRuntime> opener;
    private final Function<String, ContainerRuntime> absent;
    private final Function<ContainerRuntime, Runnable> offer;

    /** Has no thread until something has to be tried again. */
    private final ScheduledThreadPoolExecutor retries = new ScheduledThreadPoolExecutor(
            1, task -> new Thread(task, "longshore-runtime-opening"), new ThreadPoolExecutor.DiscardPolicy());

    // one thread at a time: that which opens, then the one above, then, when that has ended, that which closes
    private volatile @Nullable LinuxRuntime runtime;
    private volatile Runnable takeBack = () -> {};
    private volatile String reason = "";

    /**
     * @param absent what takes the runtime's place, by the reason
     * @param offer makes one known, and returns what takes that back
     */
    RuntimeOpening(
            Supplier<LinuxRuntime> opener,
            Function<String, ContainerRuntime> absent,
            Function<ContainerRuntime, Runnable> offer) {
        this.opener = opener;
        this.absent = absent;
        this.offer = offer;
        retries.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** @throws InvalidArgumentException if nothing but another configuration helps */
    void begin() {
        Retry.until(this::later, this::isOpenOrSaysWhyNot);
    }

    private void later(Runnable task, Duration delay) {
        Future<?> unused = retries.schedule(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException | Error e) {
                        LOG.error("the runtime cannot be opened, which is not tried again; restart its bundle", e);
                    }
                },
                delay.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private boolean isOpenOrSaysWhyNot() {
        LinuxRuntime opened;
        try {
            opened = opener.get();
        } catch (InvalidArgumentException e) {
            throw e;
        } catch (LongshoreException e) {
            sayOnce(e);
            return false;
        }
        if (retries.isShutdown()) {
            opened.close();
            return true;
        }
        if (!reason.isEmpty()) {
            LOG.info("what was missing is there: containers can be run");
        }
        try {
            replaceBy(opened);
        } catch (RuntimeException | Error e) {
            // nobody would close it, and nobody else could use its directories
            opened.close();
            throw e;
        }
        runtime = opened;
        return true;
    }

    private void sayOnce(LongshoreException why) {
        String now = String.valueOf(why.getMessage());
        if (!now.equals(reason)) {
            LOG.warn("containers cannot be run yet, which is tried again: {}", now);
            LOG.debug("why they cannot", why);
            reason = now;
            replaceBy(absent.apply(now));
        }
    }

    private void replaceBy(ContainerRuntime next) {
        takeBack.run();
        takeBack = offer.apply(next);
    }

    @Override
    public void close() {
        retries.shutdown();
        try {
            if (!retries.awaitTermination(CLOSE.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.error("the opening of the runtime does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            takeBack.run();
        } finally {
            LinuxRuntime opened = runtime;
            if (opened != null) {
                opened.close();
            }
        }
    }
}
