// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.UnavailableException;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.events.EventExchange;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.RuntimeProgram;
import io.longshore.api.runtime.RuntimeStatus;
import io.longshore.api.runtime.Task;
import io.longshore.api.shim.ShimProvider;
import io.longshore.posix.Posix;
import io.longshore.runtime.linux.internal.cgroup.Cgroups;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runtime: its directories, its tasks, and what makes and restores them. Closing it ends no task. */
public final class LinuxRuntime implements ContainerRuntime, AutoCloseable {
    /** For each of the steps of closing; long enough for a call of a shim, unless that hangs. */
    private static final Duration CLOSE = Duration.ofSeconds(10);

    /** While the bundles of shims come one after another, each of them opens the runtime anew. */
    private static final Duration SETTLED = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(LinuxRuntime.class);

    private final TaskRegistry registry = new TaskRegistry();
    private final RuntimeThreads threads = new RuntimeThreads();
    private final Operations operations = new Operations();
    private final List<DirectoryClaim> claims;
    private final ShimKinds kinds;
    private final Watchdog watchdog;
    private final MemoryEvents memoryEvents;
    private final TaskCreation creation;
    private final TaskRestore restore;
    private final Programs programs;
    private final Needs needs;
    private final StatusReport status;

    private LinuxRuntime(
            RuntimeSettings settings,
            List<DirectoryClaim> claims,
            ContainerStore containers,
            EventExchange events,
            List<ShimProvider> providers,
            Posix posix,
            Clock clock) {
        String bootId = HostId.bootId();
        this.claims = claims;
        // from here on nothing fails that would leave the drivers' threads behind
        this.kinds = ShimKinds.open(providers, settings, new ShimEvents(registry));
        this.watchdog = new Watchdog(posix, threads, settings.deadlines().exit());
        Cgroups cgroups = new Cgroups(Path.of("/proc"));
        Wreckage wreckage = new Wreckage(settings, kinds, posix, new CgroupKill(posix, registry, bootId), cgroups);
        this.memoryEvents = new MemoryEvents(posix, threads);
        TaskContext context = new TaskContext(
                settings,
                events,
                clock,
                threads,
                operations,
                kinds,
                cgroups,
                watchdog,
                memoryEvents,
                registry,
                wreckage);
        this.creation = new TaskCreation(context, containers, bootId);
        RestoreTally tally = new RestoreTally(System::nanoTime);
        this.restore = new TaskRestore(context, bootId, tally);
        this.programs = new Programs(settings, kinds);
        this.needs = new Needs(posix.geteuid(), cgroups, settings.noShim());
        this.status = new StatusReport(settings, kinds.byDefault(), cgroups, programs, operations, tally, needs);
    }

    /**
     * Makes the directories, finds the tasks of earlier runs again, and is ready then.
     *
     * @throws UnavailableException if the directories cannot be made
     * @throws io.longshore.api.FailedPreconditionException if another runtime uses them, or another user could change what is
     *     in them
     */
    public static LinuxRuntime open(
            RuntimeSettings configured,
            ContainerStore containers,
            EventExchange events,
            List<ShimProvider> providers,
            Posix posix,
            Clock clock) {
        RuntimeSettings settings = makeDirectories(configured, new TrustedPath(posix.geteuid()));
        List<DirectoryClaim> claims = new ArrayList<>();
        LinuxRuntime runtime;
        try {
            claims.add(DirectoryClaim.of(settings.root()));
            claims.add(DirectoryClaim.of(settings.state()));
            runtime = new LinuxRuntime(settings, claims, containers, events, providers, posix, clock);
        } catch (RuntimeException | Error e) {
            claims.forEach(DirectoryClaim::close);
            throw e;
        }
        try {
            runtime.threads.start();
            runtime.restore.run();
            runtime.kinds.deliverEvents();
            runtime.threads.executeLater(runtime.kinds.byDefault()::say, SETTLED);
            runtime.threads.execute(runtime::lookForPrograms);
            return runtime;
        } catch (RuntimeException | Error e) {
            runtime.close();
            throw e;
        }
    }

    private void lookForPrograms() {
        try {
            programs.refresh()
                    .forEach(found -> LOG.info(
                            "{}: {}, {}",
                            found.key(),
                            found.path().isEmpty() ? found.configured() : found.path(),
                            found.version().isEmpty() ? found.problem() : found.version()));
        } catch (CancelledException e) {
            LOG.debug("the runtime is closed before it has looked for its programs", e);
        }
    }

    /** Real paths, since that is what the kernel's list of mounts has. */
    private static RuntimeSettings makeDirectories(RuntimeSettings settings, TrustedPath trusted) {
        try {
            Path root = makeDirectory("root", settings.root(), trusted, false);
            Path state = makeDirectory("state", settings.state(), trusted, true);
            if (root.startsWith(state) || state.startsWith(root)) {
                throw new InvalidArgumentException(
                        "'root' and 'state' must be two directories, none in the other: " + root + " and " + state);
            }
            return settings.in(root, state);
        } catch (IOException e) {
            throw new UnavailableException(
                    "cannot make " + settings.root() + " and " + settings.state()
                            + "; run as root, or set 'root' and 'state' in etc/io.longshore.runtime.linux.cfg",
                    e);
        }
    }

    /** Looked at before, so that nothing is made where it leads; and after, since until then another may have been quicker. */
    private static Path makeDirectory(String key, Path directory, TrustedPath trusted, boolean above)
            throws IOException {
        trusted.require(key, directory, above);
        DirectoryTree.ensure(directory, "rwx--x--x");
        trusted.require(key, directory, above);
        Path real = directory.toRealPath();
        trusted.require(key, real, above);
        return real;
    }

    @Override
    public Task create(Namespace namespace, ContainerId id, CreateOptions options) {
        Task created = operations.create(() -> creation.create(new TaskKey(namespace, id), options));
        if (!needs.missingPrograms(programs.found()).isEmpty()) {
            // it cannot be missing any more
            threads.execute(this::lookForPrograms);
        }
        return created;
    }

    @Override
    public void deleteContainer(Namespace namespace, ContainerId id) {
        operations.run(() -> creation.deleteContainer(new TaskKey(namespace, id)));
    }

    @Override
    public Task get(Namespace namespace, ContainerId id) {
        return registry.get(new TaskKey(namespace, id));
    }

    @Override
    public List<Task> list(Namespace namespace) {
        return List.copyOf(registry.list(namespace));
    }

    @Override
    public List<Task> list() {
        return List.copyOf(registry.list());
    }

    @Override
    public RuntimeStatus status() {
        return status.now();
    }

    @Override
    public List<RuntimeProgram> refreshPrograms() {
        return operations.call(() -> {
            kinds.byDefault().say();
            return programs.refresh();
        });
    }

    /**
     * Disconnects from the shims. Tasks go on, and are found again by the next {@link #open}. Operations under way are waited
     * for; what takes too long is cancelled, and undoes what it has begun as far as it can.
     */
    @Override
    public void close() {
        operations.close();
        boolean done = operations.awaitNone(CLOSE);
        threads.shutdown();
        done &= threads.awaitNone(CLOSE);
        kinds.close();
        watchdog.close();
        memoryEvents.close();
        if (!done) {
            LOG.warn("the runtime is stopped while something is under way, which is cancelled");
            threads.cancel();
            if (!operations.awaitNone(CLOSE) || !threads.awaitNone(CLOSE)) {
                LOG.error("something of the stopped runtime does not end; the next start cleans up after it");
            }
        }
        // what of them is only remembered
        registry.list().forEach(task -> task.parts().record().settle());
        claims.forEach(DirectoryClaim::close);
    }
}
