// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventSubscription;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** The pages that are open and want to be told: a bounded number of them, each at most as long as its session lasts. */
final class LiveStreams implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final Duration BEAT = Duration.ofSeconds(5);
    private static final int MOST_NAME = 40;
    private static final Duration FOLLOW = Duration.ofMillis(400);

    /** @param view which of a page's streams it is; empty if the page does not say which page it is */
    private record Open(Session session, String view, EventPipe pipe) {}

    /** One task in a message with the newest samples of all. */
    record SampleRow(String namespace, String id, Sample sample) {}

    private final Sessions sessions;
    private final EventExchange events;
    private final Sampler sampler;
    private final Reads reads;
    private final ScheduledExecutorService scheduler;
    private final StreamLimit limit;
    private final Duration patience;
    private final Future<?> beating;
    private final Set<Open> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    LiveStreams(
            Sessions sessions,
            EventExchange events,
            Sampler sampler,
            Reads reads,
            ScheduledExecutorService scheduler,
            int most,
            Duration patience) {
        this.sessions = sessions;
        this.events = events;
        this.sampler = sampler;
        this.reads = reads;
        this.scheduler = scheduler;
        limit = new StreamLimit(most);
        this.patience = patience;
        beating = scheduler.scheduleWithFixedDelay(this::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What happens after an event, and what tasks use. */
    void stream(HttpServletRequest request, HttpServletResponse response, Session session, long since)
            throws IOException {
        EventPipe pipe = open(request, response, session, "tasks");
        try {
            ToldTasks told = new ToldTasks(pipe);
            LateTasks late = new LateTasks(scheduler, name -> told.tell(name, reads.task(name)));
            EventSubscription subscription = events.subscribe("console", since, event -> {
                pipe.send("change", reads.change(event), patience);
                ContainerId id = Rows.containerId(event.event());
                if (id != null) {
                    TaskName name = new TaskName(event.event().namespace(), id);
                    told.tell(name, reads.task(name));
                    late.add(name);
                }
            });
            pipe.onEnd(subscription::close);
            Consumer<Map<TaskName, Sample>> looker = newest -> {
                told.tell(reads.tasks());
                tell(pipe, newest);
            };
            sampler.look(looker);
            pipe.onEnd(() -> sampler.lookAway(looker));
        } finally {
            pipe.begin();
        }
    }

    private static void tell(EventPipe pipe, Map<TaskName, Sample> newest) {
        List<SampleRow> rows = newest.entrySet().stream()
                .map(each -> new SampleRow(
                        each.getKey().namespace().name(), each.getKey().id().value(), each.getValue()))
                .toList();
        pipe.offer("samples", rows);
    }

    /** What a task writes, from a place in its file on. */
    void follow(
            HttpServletRequest request,
            HttpServletResponse response,
            Session session,
            TaskName name,
            boolean stderr,
            long from)
            throws IOException {
        OutputFile file = reads.outputFile(name, stderr);
        OutputFollower follower = new OutputFollower(file, from, () -> reads.hasTask(name));
        EventPipe pipe;
        try {
            pipe = open(request, response, session, "output");
        } catch (IOException | RuntimeException e) {
            follower.close();
            throw e;
        }
        pipe.onEnd(follower::close);
        Future<?> following = scheduler.scheduleWithFixedDelay(
                () -> follower.readInto(pipe), 0, FOLLOW.toMillis(), TimeUnit.MILLISECONDS);
        pipe.onEnd(() -> following.cancel(false));
        pipe.begin();
    }

    private EventPipe open(HttpServletRequest request, HttpServletResponse response, Session session, String kind)
            throws IOException {
        String view = view(request, kind);
        replace(session, view);
        limit.take(session);
        EventPipe pipe;
        try {
            pipe = EventPipe.open(request, response, LONGEST);
        } catch (IOException | RuntimeException e) {
            limit.giveBack(session);
            throw e;
        }
        Open entry = new Open(session, view, pipe);
        open.add(entry);
        pipe.onEnd(() -> {
            open.remove(entry);
            limit.giveBack(session);
        });
        if (closed) {
            pipe.end("stop");
        }
        return pipe;
    }

    private static String view(HttpServletRequest request, String kind) {
        String page = request.getParameter("page");
        return page == null || page.length() > MOST_NAME ? "" : kind + " " + page;
    }

    /** A page that opens another stream has left the one before; that nobody reads it is noticed only some time later. */
    private void replace(Session session, String view) {
        for (Open each : open) {
            if (!view.isEmpty() && each.view().equals(view) && each.session().equals(session)) {
                each.pipe().end("replaced");
            }
        }
    }

    private void beat() {
        for (Open each : open) {
            if (sessions.isOpen(each.session())) {
                each.pipe().beat();
            } else {
                each.pipe().end("session");
            }
        }
    }

    /** To be called when somebody logs out, so that his pages need not wait for the next beat. */
    void ended(Session session) {
        for (Open each : open) {
            if (each.session().equals(session)) {
                each.pipe().end("session");
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        beating.cancel(false);
        open.forEach(each -> each.pipe().end("stop"));
    }
}
