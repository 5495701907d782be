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
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a runtime and offers it; where that fails for want of something, offers one that says what is missing, and tries again until
 * it is there. Who uses what is offered has it taken away, and is given the other.
 */
final class RuntimeOpening implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeOpening.class);
    private static final Duration CLOSE = Duration.ofSeconds(30);

    private final Supplier<LinuxRuntime> opener;
    private final Function<String, ContainerRuntime> absent;
    private final Function<ContainerRuntime, Runnable> offer;

    /** Has no thread until something has to be tried again. */
    private final ScheduledThreadPoolExecutor retries;

    /** What the log had last of why it cannot be opened. Of that which opens: first whoever begins, then the thread above. */
    private String logged = "";

    /** What is said by that which is offered; empty if that is a runtime, or nothing is. As above. */
    private String offeredReason = "";

    /** Takes back what is offered. Guarded by this. */
    private Runnable takeBack = RuntimeOpening::nothing;

    /** Guarded by this. */
    private boolean closed;

    /**
     * @param absent what takes the runtime's place, by the reason
     * @param offer makes one known, and returns what takes that back
     */
    RuntimeOpening(
            Supplier<LinuxRuntime> opener,
            Function<String, ContainerRuntime> absent,
            Function<ContainerRuntime, Runnable> offer) {
        this(opener, absent, offer, Thread::new);
    }

    /** @param making the thread with what it does and its name */
    RuntimeOpening(
            Supplier<LinuxRuntime> opener,
            Function<String, ContainerRuntime> absent,
            Function<ContainerRuntime, Runnable> offer,
            BiFunction<Runnable, String, Thread> making) {
        this.opener = opener;
        this.absent = absent;
        this.offer = offer;
        retries = new ScheduledThreadPoolExecutor(
                1, task -> making.apply(task, "longshore-runtime-opening"), new ThreadPoolExecutor.DiscardPolicy());
        retries.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * What fails leaves nothing behind.
     *
     * @throws InvalidArgumentException if nothing but another configuration helps
     */
    void begin() {
        try {
            open();
        } catch (InvalidArgumentException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            sayInItsPlace(e);
            goOn();
        }
    }

    private void goOn() {
        try {
            later(() -> Retry.until(this::later, this::isOpen), Retry.FIRST);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void later(Runnable task, Duration delay) {
        Future<?> unused = retries.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Whatever it fails with: it may be otherwise the next time, and nobody else tries. */
    private boolean isOpen() {
        try {
            open();
            return true;
        } catch (RuntimeException | Error e) {
            try {
                sayInItsPlace(e);
            } catch (RuntimeException | Error unsaid) {
                unsaid.addSuppressed(e);
                logOnce(unsaid);
            }
            return false;
        }
    }

    private void open() {
        LinuxRuntime opened = opener.get();
        offer(opened, "", opened::close);
        // nothing has to be tried again
        retries.shutdown();
        if (!logged.isEmpty()) {
            LOG.info("what was missing is there: containers can be run");
        }
    }

    private void sayInItsPlace(Throwable why) {
        String reason = reason(why);
        if (!reason.equals(offeredReason)) {
            offer(absent.apply(reason), reason, RuntimeOpening::nothing);
        }
        logOnce(why);
    }

    private void logOnce(Throwable why) {
        String reason = reason(why);
        if (reason.equals(logged)) {
            return;
        }
        if (why instanceof LongshoreException) {
            LOG.warn("containers cannot be run yet, which is tried again: {}", reason);
            LOG.debug("why they cannot", why);
        } else {
            LOG.error("containers cannot be run, which nobody has foreseen; it is tried again", why);
        }
        logged = reason;
    }

    private static String reason(Throwable why) {
        return why instanceof LongshoreException ? String.valueOf(why.getMessage()) : why.toString();
    }

    private void offer(ContainerRuntime next, String reason, Runnable close) {
        Runnable withdraw;
        try {
            offeredReason = "";
            exchange(RuntimeOpening::nothing).run();
            withdraw = isClosed() ? RuntimeOpening::nothing : offer.apply(next);
        } catch (RuntimeException | Error e) {
            // nobody else would, and nobody else could use its directories
            close.run();
            throw e;
        }
        Runnable end = () -> {
            try {
                withdraw.run();
            } finally {
                close.run();
            }
        };
        if (keep(end)) {
            offeredReason = reason;
        } else {
            end.run();
        }
    }

    private static void nothing() {
        // there is nothing to be taken back
    }

    private synchronized Runnable exchange(Runnable next) {
        Runnable before = takeBack;
        takeBack = next;
        return before;
    }

    private synchronized boolean keep(Runnable end) {
        if (!closed) {
            takeBack = end;
        }
        return !closed;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void markClosed() {
        closed = true;
    }

    /** No interrupt: whoever is offered the runtime at this moment may read a file, which that would close for all. */
    @Override
    public void close() {
        markClosed();
        retries.shutdown();
        try {
            if (!retries.awaitTermination(CLOSE.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("the runtime is being opened, which does not end; it is closed when it does");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange(RuntimeOpening::nothing).run();
    }
}
