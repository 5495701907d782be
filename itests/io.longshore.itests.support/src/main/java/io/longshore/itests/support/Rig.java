// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.support;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.TypedPayload;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.containers.OciSpecBuilder;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Task;
import io.longshore.api.shim.ShimProvider;
import io.longshore.api.streams.TaskStreams;
import io.longshore.events.internal.JournalExchange;
import io.longshore.events.internal.Settings;
import io.longshore.metadata.internal.MetadataStore;
import io.longshore.posix.LinuxPosix;
import io.longshore.runtime.linux.internal.LinuxRuntime;
import io.longshore.runtime.linux.internal.RuntimeSettings;
import io.longshore.shim.local.internal.LocalShimProvider;
import io.longshore.streams.internal.FifoStreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All of Longshore without OSGi, in a directory and a namespace of its own. {@link #close} deletes its tasks and fails if
 * anything is left of them.
 */
public final class Rig implements AutoCloseable {
    private static final long EVENT_SECONDS = 30;

    private final ShimKind kind;
    private final Path directory;
    private final Namespace namespace;
    private final Path rootfs;
    private final LinuxPosix posix = new LinuxPosix();
    private final UnaryOperator<EventExchange> listening;
    private final UnaryOperator<ShimProvider> around;
    private List<ShimProvider> shims = ShimKind.providers(posix);
    private RuntimeSettings settings;
    // whoever uses them while another thread restarts gets those that are closed, or the next
    private volatile JournalExchange events;
    private volatile MetadataStore metadata;
    private volatile LinuxRuntime runtime;
    private FifoStreams streams;

    private Rig(
            ShimKind kind,
            Path directory,
            UnaryOperator<RuntimeSettings> change,
            UnaryOperator<EventExchange> listening,
            UnaryOperator<ShimProvider> around) {
        this.kind = kind;
        this.directory = directory;
        this.namespace = new Namespace(directory.getFileName().toString());
        this.rootfs = directory.resolve("rootfs");
        this.settings = change.apply(RuntimeSettings.defaults(directory.resolve("root"), directory.resolve("state")));
        this.listening = listening;
        this.around = around;
        start();
    }

    /** @param kind that its containers have, unless they say another */
    public static Rig open(ShimKind kind) throws IOException {
        return open(kind, settings -> settings);
    }

    /** @param change of the default settings */
    public static Rig open(ShimKind kind, UnaryOperator<RuntimeSettings> change) throws IOException {
        return open(kind, change, provider -> provider);
    }

    /** @param around puts something before each provider of shims */
    public static Rig open(ShimKind kind, UnaryOperator<RuntimeSettings> change, UnaryOperator<ShimProvider> around)
            throws IOException {
        Path directory = Files.createTempDirectory("ls-");
        BusyboxRootfs.create(directory.resolve("rootfs"));
        return new Rig(kind, directory, change, events -> events, around);
    }

    /**
     * Opens, in another process, what a rig had in a directory and has let go of for now.
     *
     * @param listening puts something before the exchange that the other parts publish to
     */
    public static Rig openAgain(
            ShimKind kind,
            Path directory,
            UnaryOperator<RuntimeSettings> change,
            UnaryOperator<EventExchange> listening) {
        return new Rig(kind, directory, change, listening, provider -> provider);
    }

    private void start() {
        streams = FifoStreams.open(posix, directory.resolve("io"));
        events = JournalExchange.open(directory.resolve("events"), Settings.DEFAULT, Clock.systemUTC());
        EventExchange heard = listening.apply(events);
        metadata = MetadataStore.open(directory.resolve("metadata"), heard, Clock.systemUTC());
        List<ShimProvider> providers = shims.stream().map(around).toList();
        runtime = LinuxRuntime.open(settings, metadata.containers(), heard, providers, posix, Clock.systemUTC());
    }

    /** As if the bundles were stopped and started, but those of the shims. */
    public void restart() {
        stop();
        start();
    }

    /** As if all bundles were stopped and started. */
    public void restartWithShims() {
        stop();
        restartShims();
        start();
    }

    /** As if the bundles of the shims were stopped and started while the runtime is not there. */
    public void restartShims() {
        closeShims();
        shims = ShimKind.providers(posix);
    }

    private void closeShims() {
        for (ShimProvider provider : shims) {
            if (provider instanceof LocalShimProvider local) {
                local.close();
            }
        }
    }

    private void stop() {
        runtime.close();
        streams.close();
        metadata.close();
        events.close();
    }

    /** Starts what {@link #stop} stopped, after something was done in between. */
    public void restartAfter(ThrowingRunnable meanwhile) throws Exception {
        stop();
        meanwhile.run();
        start();
    }

    /** As {@link #restart}, with other settings. */
    public void restartWith(UnaryOperator<RuntimeSettings> change) {
        stop();
        settings = change.apply(settings);
        start();
    }

    /** Something that may fail. */
    @FunctionalInterface
    public interface ThrowingRunnable {
        void run() throws Exception;
    }

    public Namespace namespace() {
        return namespace;
    }

    public Path directory() {
        return directory;
    }

    public Path rootfs() {
        return rootfs;
    }

    public RuntimeSettings settings() {
        return settings;
    }

    public LinuxRuntime runtime() {
        return runtime;
    }

    public ContainerStore containers() {
        return metadata.containers();
    }

    public TaskStreams streams() {
        return streams;
    }

    public EventExchange events() {
        return events;
    }

    /** A specification that runs a command in the busybox root file system. */
    public OciSpecBuilder spec(String id, String... command) {
        return OciSpec.builder(namespace, new ContainerId(id)).rootfs(rootfs).args(command);
    }

    /** Stores a container that runs a command. */
    public ContainerId container(String id, String... command) {
        return container(id, spec(id, command).build());
    }

    public ContainerId container(String id, OciSpec spec) {
        return containers()
                .create(
                        namespace,
                        Container.builder(new ContainerId(id), spec)
                                .runtime(runtime(null))
                                .build())
                .id();
    }

    /** As {@link #container(String, OciSpec)}, of a container that changes the runtime's configuration. */
    public ContainerId container(String id, OciSpec spec, RuncOptions options) {
        return containers()
                .create(
                        namespace,
                        Container.builder(new ContainerId(id), spec)
                                .runtime(runtime(options.toPayload()))
                                .build())
                .id();
    }

    /** Of the kind of this rig. */
    public RuntimeInfo runtime(@Nullable TypedPayload options) {
        return new RuntimeInfo(kind.runtimeName(), options);
    }

    /** Stores a container that runs a command, and creates its task. */
    public Task task(String id, String... command) {
        return runtime.create(namespace, container(id, command), CreateOptions.DEFAULT);
    }

    /** The topics of a container's events so far, in order. */
    public List<String> topics(String id) {
        return events.list(0, Integer.MAX_VALUE).stream()
                .map(EventRecord::event)
                .filter(event -> id.equals(event.attributes().get("container_id")))
                .map(event -> event.topic())
                .toList();
    }

    /** Waits until a container has this event. */
    public void awaitTopic(String id, String topic) throws InterruptedException {
        CountDownLatch seen = new CountDownLatch(1);
        try (EventSubscription subscription = events.subscribe("rig", 0, record -> {
            if (record.event().topic().equals(topic)
                    && id.equals(record.event().attributes().get("container_id"))) {
                seen.countDown();
            }
        })) {
            if (!seen.await(EVENT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(
                        "no " + topic + " of " + id + " up to event number " + subscription.delivered());
            }
        }
    }

    /** What is there of tasks now. A group of tasks that share a shim is to be called like one of them. */
    public List<String> leftovers() {
        List<String> found = new ArrayList<>(new Leftovers(directory).find(settings.state(), settings.root()));
        List<String> ids = events.list(0, Integer.MAX_VALUE).stream()
                .map(record -> String.valueOf(record.event().attributes().get("container_id")))
                .distinct()
                .toList();
        found.addAll(Leftovers.sockets(settings.state(), namespace.name(), ids));
        return found;
    }

    /** As {@link #leftovers}, beyond what this task explains. */
    public List<String> leftoversBeside(Task task) {
        return leftoversBeside(List.of(task));
    }

    /** As {@link #leftovers}, beyond what these tasks explain. */
    public List<String> leftoversBeside(Collection<Task> tasks) {
        return new Leftovers(directory)
                .findBeside(
                        settings.state(),
                        settings.root(),
                        tasks.stream().map(Task::info).toList());
    }

    @Override
    public void close() throws IOException {
        try {
            Optional<RuntimeException> failure = deleteAll();
            List<String> left = leftovers();
            if (!left.isEmpty()) {
                throw new AssertionError("left behind: " + String.join("\n", left), failure.orElse(null));
            }
            if (failure.isPresent()) {
                throw failure.get();
            }
            NamespaceCgroups.remove(namespace.name());
        } finally {
            stop();
            closeShims();
            posix.close();
            removeAll();
        }
    }

    /** One that cannot be deleted keeps none of the others. */
    private Optional<RuntimeException> deleteAll() {
        @Nullable RuntimeException first = null;
        for (Task task : runtime.list()) {
            try {
                task.forceDelete();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        return Optional.ofNullable(first);
    }

    private void removeAll() throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
