// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.api.containers.ContainerStore;
import io.longshore.api.events.EventExchange;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.streams.TaskStreams;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import javax.servlet.Servlet;

/** The console's parts, put together. */
final class Console implements AutoCloseable {
    static final String PATH = "/longshore/";
    private static final Duration CHARTED = Duration.ofMinutes(10);

    private final ScheduledThreadPoolExecutor scheduler =
            new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "longshore-console-clock"));
    private final Workers workers = new Workers();
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
        this(settings, passwords, containers, runtime, events, streams, InstantSource.system());
    }

    Console(
            ConsoleSettings settings,
            Passwords passwords,
            ContainerStore containers,
            ContainerRuntime runtime,
            EventExchange events,
            TaskStreams streams,
            InstantSource clock) {
        scheduler.setRemoveOnCancelPolicy(true);
        Door door = new Door(settings.loopbackOnly(), settings.hosts());
        Gate gate = new Gate(passwords, new LoginThrottle(clock));
        Sessions sessions = new Sessions(clock, settings.idle(), settings.login(), settings.mostLogins());
        Sampler sampler = new Sampler(
                runtime, scheduler, settings.samplePeriod(), (int) CHARTED.dividedBy(settings.samplePeriod()));
        Reads reads = new Reads(settings.instance(), containers, runtime, events);
        Changes changes = new Changes(
                containers,
                runtime,
                new ExecRun(streams, scheduler, settings.execLimit()),
                new OutputDirectory(settings.outputs()));
        live = new LiveStreams(
                sessions, events, sampler, reads, scheduler, settings.mostStreams(), settings.patience());
        servlet =
                new ConsoleServlet(door, new Pages(), new Api(gate, sessions, reads, changes, sampler, live, workers));
        jolokia = new JolokiaServlet(door, gate);
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
        workers.close();
        scheduler.shutdownNow();
    }
}
