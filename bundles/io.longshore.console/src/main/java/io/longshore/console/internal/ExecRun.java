// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.ExecId;
import io.longshore.api.LongshoreException;
import io.longshore.api.UnknownException;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.streams.StreamOptions;
import io.longshore.api.streams.TaskIo;
import io.longshore.api.streams.TaskStreams;
import io.longshore.console.internal.Rows.ExitRow;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one command in a task, and waits for it; not for longer than it may take, and with the begin of its output only. A
 * command that cannot be killed, of a task that is paused or hangs, is given up a moment later.
 */
final class ExecRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExecRun.class);

    /** @param killed whether it took too long */
    record Result(ExitRow exit, String stdout, String stderr, boolean cut, boolean killed) {}

    private final TaskStreams streams;
    private final ScheduledExecutorService scheduler;
    private final Duration limit;
    private final Duration grace;

    /** Kills: a shim that does not answer keeps one of these, and not the clock. */
    private final ThreadPoolExecutor killers = new ThreadPoolExecutor(
            Console.MOST_EXECS,
            Console.MOST_EXECS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(64),
            task -> new Thread(task, "longshore-console-kill"));

    /**
     * @param limit after which it is killed
     * @param grace that it has then, before it is given up
     */
    ExecRun(TaskStreams streams, ScheduledExecutorService scheduler, Duration limit, Duration grace) {
        this.streams = streams;
        this.scheduler = scheduler;
        this.limit = limit;
        this.grace = grace;
        killers.allowCoreThreadTimeOut(true);
    }

    Result run(Task task, List<String> args) {
        ExecId id = new ExecId("console-" + UUID.randomUUID());
        StreamOptions options = StreamOptions.DEFAULT.withoutStdin();
        try (TaskIo io = streams.open(task.namespace(), task.id(), id, options)) {
            TaskProcess process =
                    task.exec(id, ExecOptions.of(args.toArray(String[]::new)).withStdio(io.stdio()));
            try {
                return run(process, io);
            } finally {
                forget(process);
            }
        }
    }

    private Result run(TaskProcess process, TaskIo io) {
        io.endsWith(process.exit());
        process.start();
        AtomicBoolean killed = new AtomicBoolean();
        long lastNanos = System.nanoTime() + limit.plus(grace).toNanos();
        Future<?> kill = after(limit, () -> {
            killed.set(true);
            kill(process);
        });
        // ends the reads
        Future<?> giveUp = after(limit.plus(grace), io::close);
        BoundedText out = new BoundedText(io.stdout());
        BoundedText err = new BoundedText(io.stderr());
        Thread errors = new Thread(err::readAll, "longshore-console-exec-" + process.id());
        errors.start();
        try {
            out.readAll();
            errors.join(limit.plus(grace).toMillis());
            Exit exit = process.exit()
                    .toCompletableFuture()
                    .get(Math.max(0, lastNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
            boolean cut = out.isCut() || err.isCut() || io.truncated();
            return new Result(Rows.of(exit), out.text(), err.text(), cut, killed.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("the wait for the command was interrupted", e);
        } catch (TimeoutException e) {
            throw new DeadlineExceededException(
                    "the command took longer than " + limit.toSeconds()
                            + " seconds, and was killed, but it does not end; is its task paused?",
                    e);
        } catch (ExecutionException e) {
            throw new UnknownException("nobody can say how the command ended", e);
        } finally {
            kill.cancel(false);
            giveUp.cancel(false);
        }
    }

    private Future<?> after(Duration time, Runnable action) {
        return scheduler.schedule(action, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void kill(TaskProcess process) {
        try {
            killers.execute(() -> {
                try {
                    process.kill(Signal.KILL);
                } catch (LongshoreException e) {
                    LOG.debug("{} cannot be killed, or ended by itself in the last moment", process.id(), e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.warn("{} is not killed: too many kills wait, or the console stops", process.id(), e);
        }
    }

    /** As soon as it has ended, so that it does not pile up in the task. */
    private void forget(TaskProcess process) {
        if (process.info().exit() == null && process.info().pid() != 0) {
            kill(process);
            CompletionStage<?> unused = process.exit().whenCompleteAsync((exit, error) -> delete(process), killers);
        } else {
            delete(process);
        }
    }

    private static void delete(TaskProcess process) {
        try {
            process.delete();
        } catch (LongshoreException e) {
            LOG.debug("{} is forgotten with its task", process.id(), e);
        }
    }

    @Override
    public void close() {
        killers.shutdownNow();
    }
}
