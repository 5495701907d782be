// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.api.containers.ContainerStore;
import io.longshore.api.events.EventExchange;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.streams.TaskStreams;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import javax.servlet.Servlet;

/** The console's parts, put together. */
final class Console implements AutoCloseable {
    static final String PATH = "/longshore/";
    static final int MOST_EXECS = 4;
    private static final Duration SWEEP = Duration.ofSeconds(10);
    private static final Duration CHARTED = Duration.ofMinutes(10);

    private final ScheduledThreadPoolExecutor scheduler;

    /** Copies files, which may take its time; nothing else waits for it. */
    private final ScheduledThreadPoolExecutor sweeper;

    private final Workers workers = new Workers("worker", 8, 32, "there is too much to do; try again in a moment");
    private final Workers execWorkers = new Workers(
            "exec", MOST_EXECS, 0, MOST_EXECS + " commands run already; try again when one of them has ended");

    private final ExecRun exec;
    private final LiveStreams live;
    private final ConsoleServlet servlet;
    private final JolokiaServlet jolokia;

    Console(
            ConsoleSettings settings,
            Passwords passwords,
            ContainerStore containers,
            ContainerRuntime runtime,
            EventExchange events,
            TaskStreams streams) {
        this(settings, passwords, containers, runtime, events, streams, new SteadyClock(), Thread::new);
    }

    /** @param making the threads that are there all the time, with what they do and their names */
    Console(
            ConsoleSettings settings,
            Passwords passwords,
            ContainerStore containers,
            ContainerRuntime runtime,
            EventExchange events,
            TaskStreams streams,
            InstantSource clock,
            BiFunction<Runnable, String, Thread> making) {
        scheduler = new ScheduledThreadPoolExecutor(1, task -> making.apply(task, "longshore-console-clock"));
        scheduler.setRemoveOnCancelPolicy(true);
        sweeper = new ScheduledThreadPoolExecutor(1, task -> making.apply(task, "longshore-console-sweep"));
        Door door = new Door(settings.loopbackOnly(), settings.hosts());
        Gate gate = new Gate(passwords, new LoginThrottle(clock));
        Sessions sessions = new Sessions(clock, settings.idle(), settings.login(), settings.mostLogins());
        Sampler sampler = new Sampler(
                runtime, scheduler, settings.samplePeriod(), (int) CHARTED.dividedBy(settings.samplePeriod()));
        Reads reads = new Reads(settings.instance(), containers, runtime, events);
        exec = new ExecRun(streams, scheduler, settings.execLimit(), settings.execGrace());
        Changes changes = new Changes(containers, runtime, exec, new OutputDirectory(settings.outputs()));
        OutputSweep sweep = new OutputSweep(settings.outputs(), settings.mostOutput(), reads::isThere);
        try {
            live = new LiveStreams(
                    sessions, events, sampler, reads, scheduler, settings.mostStreams(), settings.patience());
            Api api = new Api(gate, sessions, reads, changes, sampler, live, workers, execWorkers, scheduler);
            servlet = new ConsoleServlet(door, new Pages(), api);
            jolokia = new JolokiaServlet(door, gate);
            Future<?> unused = sweeper.scheduleWithFixedDelay(
                    sweep::sweep, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException | Error e) {
            closeThreads();
            throw e;
        }
    }

    Servlet servlet() {
        return servlet;
    }

    Servlet jolokia() {
        return jolokia;
    }

    @Override
    public void close() {
        live.close();
        closeThreads();
    }

    private void closeThreads() {
        workers.close();
        execWorkers.close();
        exec.close();
        scheduler.shutdownNow();
        sweeper.shutdownNow();
    }
}
