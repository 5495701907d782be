// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.stub.StreamObserver;
import io.longshore.benchmarks.Scenario;
import io.longshore.benchmarks.Stage;
import io.longshore.benchmarks.containerd.ContainerdEngine;
import io.longshore.benchmarks.containerd.wire.Envelope;
import io.longshore.benchmarks.engine.Engine;
import io.longshore.benchmarks.engine.EngineTask;
import io.longshore.benchmarks.engine.LongshoreEngine;
import io.longshore.benchmarks.karaf.Archives;
import io.longshore.benchmarks.karaf.EventAdminHost;
import io.longshore.benchmarks.measure.Contestant;
import io.longshore.benchmarks.measure.Entry;
import io.longshore.benchmarks.measure.Figures;
import io.longshore.events.internal.EventAdminBridge;
import io.longshore.protos.events.TaskExit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.event.Event;

/**
 * From the moment at which a process ended, as its shim says it, to that at which somebody outside knows: a handler of
 * EventAdmin, with the settings of our distribution, and a subscriber of containerd's events.
 */
public final class ExitLatency implements Scenario {
    private static final long PATIENCE_SECONDS = 30;
    private static final Duration CURSOR = Duration.ofMillis(500);

    private final Map<String, CompletableFuture<Long>> awaited = new ConcurrentHashMap<>();
    private volatile @Nullable Throwable noMoreEvents;

    @Override
    public String name() {
        return "exit";
    }

    @Override
    public String about() {
        return "from the end of a process to an EventAdmin handler, or to a subscriber of containerd's events";
    }

    @Override
    public int seconds() {
        return 36;
    }

    @Override
    public List<Entry> run(Stage stage) throws Exception {
        try (Closing closing = new Closing()) {
            Engines engines = closing.add(Engines.open(stage));
            Path directory = engines.daemon().directory().path();
            EventAdminHost host = closing.add(EventAdminHost.start(
                    stage.archives().eventAdmin(),
                    directory.resolve("framework"),
                    Archives.eventAdminSettings(stage.archives().distribution())));
            var unusedBridge = closing.add(
                    EventAdminBridge.open(engines.rig().events(), host.admin(), directory.resolve("cursor"), CURSOR));
            host.register(this::handle, "io/longshore/tasks/exit");
            engines.daemon().client().subscribe("/tasks/exit", new Subscriber());
            List<Contestant> contestants = new ArrayList<>();
            for (LongshoreEngine engine : engines.longshore()) {
                contestants.add(contestant(engine, id -> engine.unique(id).value()));
            }
            for (ContainerdEngine engine : engines.containerd()) {
                contestants.add(contestant(engine, engine::unique));
            }
            return stage.race(name()).run(contestants, Figures::span);
        }
    }

    private interface Naming {
        String unique(String id);
    }

    private Contestant contestant(Engine engine, Naming naming) {
        return new Contestant(engine.name(), engine.rival(), number -> {
            String id = "exit" + number;
            CompletableFuture<Long> seen = new CompletableFuture<>();
            awaited.put(naming.unique(id), seen);
            Throwable failure = noMoreEvents;
            if (failure != null) {
                throw new IllegalStateException("containerd tells no events", failure);
            }
            // what ends while its start is under way is told after that, and would measure the start
            EngineTask task = engine.create(id, "sleep", "0.1");
            task.start();
            long nanos = seen.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            task.awaitExit();
            task.delete();
            return nanos;
        });
    }

    private void seen(Instant now, String id, Instant exitedAt) {
        CompletableFuture<Long> future = awaited.remove(id);
        if (future != null) {
            future.complete(Duration.between(exitedAt, now).toNanos());
        }
    }

    private void handle(Event event) {
        seen(
                Instant.now(),
                String.valueOf(event.getProperty("container_id")),
                Instant.parse(String.valueOf(event.getProperty("exited_at"))));
    }

    private final class Subscriber implements StreamObserver<Envelope> {
        @Override
        public void onNext(Envelope envelope) {
            Instant now = Instant.now();
            try {
                TaskExit exit = TaskExit.parseFrom(envelope.getEvent().getValue());
                seen(
                        now,
                        exit.getContainerId(),
                        Instant.ofEpochSecond(
                                exit.getExitedAt().getSeconds(),
                                exit.getExitedAt().getNanos()));
            } catch (InvalidProtocolBufferException e) {
                onError(e);
            }
        }

        /** Also at the end, when the connection is closed; then nobody waits any more. */
        @Override
        public void onError(Throwable failure) {
            noMoreEvents = failure;
            awaited.values().forEach(future -> future.completeExceptionally(failure));
        }

        @Override
        public void onCompleted() {
            onError(new IllegalStateException("containerd tells no more events"));
        }
    }
}
