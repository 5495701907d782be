// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.ExecId;
import io.longshore.api.LongshoreException;
import io.longshore.api.UnavailableException;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one command in a task, and waits for it; not for longer than it may take, and with the begin of its output only. */
final class ExecRun {
    private static final Logger LOG = LoggerFactory.getLogger(ExecRun.class);
    private static final long GONE_SECONDS = 15;

    /** @param killed whether it took too long */
    record Result(ExitRow exit, String stdout, String stderr, boolean cut, boolean killed) {}

    private final TaskStreams streams;
    private final ScheduledExecutorService scheduler;
    private final Duration longest;

    ExecRun(TaskStreams streams, ScheduledExecutorService scheduler, Duration longest) {
        this.streams = streams;
        this.scheduler = scheduler;
        this.longest = longest;
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
        Future<?> limit = scheduler.schedule(() -> kill(process, killed), longest.toMillis(), TimeUnit.MILLISECONDS);
        BoundedText out = new BoundedText(io.stdout());
        BoundedText err = new BoundedText(io.stderr());
        Thread errors = new Thread(err::readAll, "longshore-console-exec-" + process.id());
        errors.start();
        try {
            out.readAll();
            errors.join(TimeUnit.SECONDS.toMillis(GONE_SECONDS));
            Exit exit = process.exit().toCompletableFuture().get(GONE_SECONDS, TimeUnit.SECONDS);
            boolean cut = out.isCut() || err.isCut() || io.truncated();
            return new Result(
                    new ExitRow(
                            exit.status(), exit.at().toString(), exit.cause().name(), exit.detail()),
                    out.text(),
                    err.text(),
                    cut,
                    killed.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("the wait for the command was interrupted", e);
        } catch (TimeoutException e) {
            throw new UnavailableException("the command was killed, and nobody says that it ended", e);
        } catch (ExecutionException e) {
            throw new UnknownException("nobody can say how the command ended", e);
        } finally {
            limit.cancel(false);
        }
    }

    private static void kill(TaskProcess process, AtomicBoolean killed) {
        killed.set(true);
        try {
            process.kill(Signal.KILL);
        } catch (LongshoreException e) {
            LOG.debug("{} ended by itself in the last moment", process.id(), e);
        }
    }

    /** So that it does not pile up in the task. */
    private static void forget(TaskProcess process) {
        try {
            if (process.info().exit() == null && process.info().pid() != 0) {
                process.kill(Signal.KILL);
                return;
            }
            process.delete();
        } catch (LongshoreException e) {
            LOG.debug("{} is forgotten with its task", process.id(), e);
        }
    }
}
