// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.LongshoreException;
import io.longshore.api.TypedPayload;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.api.shim.ShimTask;
import io.longshore.runc.Runc;
import java.nio.file.Path;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a task out of a container record; each step brings its undo. */
final class TaskCreation {
    private static final Logger LOG = LoggerFactory.getLogger(TaskCreation.class);

    private final TaskContext context;
    private final TaskRegistry registry;
    private final ContainerStore containers;
    private final ShimKinds kinds;
    private final EarlierRemains remains;
    private final String bootId;

    TaskCreation(TaskContext context, ContainerStore containers, String bootId) {
        this.context = context;
        this.registry = context.registry();
        this.kinds = context.kinds();
        this.containers = containers;
        this.remains = new EarlierRemains(context);
        this.bootId = bootId;
    }

    LinuxTask create(TaskKey key, CreateOptions options) {
        try (Undo undo = new Undo(key)) {
            // before the record is looked at, so that nobody deletes it meanwhile
            registry.reserve(key);
            undo.add("reserve the id", () -> registry.remove(key));
            Container container = containers.get(key.namespace(), key.id());
            LinuxTask task = create(key, container, options, undo);
            undo.commit();
            watch(task.parts());
            return task;
        }
    }

    /** It was told of, so it stays and can be deleted, whatever goes wrong from here on. */
    private static void watch(TaskParts task) {
        try {
            task.sources().watchShim();
            task.sources().watchProcess();
            task.sources().watchPid();
        } finally {
            task.sources().settle(task.life().created());
        }
    }

    /** @throws FailedPreconditionException if there is a task, or is going to be */
    void deleteContainer(TaskKey key) {
        if (!registry.tryReserve(key)) {
            throw new FailedPreconditionException("container " + key.id() + " in namespace " + key.namespace()
                    + " has a task; delete the task first");
        }
        try {
            containers.delete(key.namespace(), key.id());
        } finally {
            registry.remove(key);
        }
    }

    private LinuxTask create(TaskKey key, Container container, CreateOptions options, Undo undo) {
        ShimChoice choice = kinds.choose(container.runtime().name());
        OciSpec spec = ShimGroup.noted(OciSpec.from(container.spec()), options);
        TypedPayload given = container.runtime().options();
        RuncOptions runc = choice.usesRunc() ? complete(key, RuncOptions.from(given)) : RuncOptions.NONE;
        RuntimeSettings settings = context.settings();
        OciBundle bundle = OciBundle.of(key, settings);
        ShimLaunch launch = new ShimLaunch(
                key.namespace(),
                key.id(),
                bundle.directory(),
                bundle.workDirectory(),
                choice.program(),
                runc,
                options.runc().shimCgroup(),
                settings.shimDebug(),
                ShimGroup.of(spec),
                choice.usesRunc() ? null : given);
        bundle.createWorkDirectory();
        // each in the place of the last one, as the id is free only when nothing is left of the task
        undo.replaceLast("make the work directory", () -> remains.takeBackWorkDirectory(key, bundle));
        bundle.createDirectory();
        undo.replaceLast("make the bundle", () -> remains.takeBackDirectories(key, bundle));
        bundle.write(spec);
        TaskRecordFile record = TaskRecordFile.create(
                TaskRecord.intent(
                        bootId, choice.kind(), launch, options, context.events().lastSequence()),
                context.threads());
        undo.replaceLast("start what the record tells of", () -> takeBack(record));
        Shim shim = kinds.start(choice.kind(), launch, settings.deadlines().call());
        undo.add("connect to the shim", shim::close);
        TaskHistory history = TaskHistory.begin(context.events(), record);
        LinuxTask task = new LinuxTask(new TaskParts(context, bundle, record, history, shim, TaskMoment.CREATING));
        undo.add("tell of the task", task.parts()::creationFailed);
        createContainer(task, options);
        return task;
    }

    private void takeBack(TaskRecordFile record) {
        TaskKey key = record.current().key();
        registry.withdraw(key);
        try {
            // should this process end on the way, the next one must not find a task in what is left
            record.update(TaskRecord::takenBack);
        } catch (LongshoreException e) {
            LOG.warn("namespace={} id={}: that it is undone cannot be written down", key.namespace(), key.id(), e);
        }
        record.close();
        remains.takeBack(record.current());
    }

    private void createContainer(LinuxTask created, CreateOptions options) {
        TaskParts task = created.parts();
        ShimLaunch launch = task.record().current().launch();
        Shim shim = task.contact().shim();
        long pid = shim.create(
                new ShimTask(launch.id(), launch.bundle(), launch.runc().runtime(), options),
                context.settings().deadlines().create());
        Instant at = context.clock().instant();
        FirstProcess process = FirstProcess.of(pid, context.cgroups());
        task.life().pid(pid);
        task.record().note(known -> known.created(process, at));
        // who hears of the task must find it
        registry.put(created);
        task.history().tell(TaskRecord.Told.CREATED);
        LOG.info("namespace={} id={} pid={} shim={}: created", launch.namespace(), launch.id(), pid, shim.pid());
    }

    /** The runtime is looked for before anything is started: the shim's own words for it would not say what to do. */
    private RuncOptions complete(TaskKey key, RuncOptions own) {
        RuntimeSettings settings = context.settings();
        String runtime = own.runtime().isEmpty() ? settings.runtime() : own.runtime();
        String root = own.runtimeRoot().isEmpty() ? settings.runtimeRoot().toString() : own.runtimeRoot();
        if (!Path.of(root).isAbsolute()) {
            throw new InvalidArgumentException(
                    "the OCI runtime's state directory must be an absolute path, not " + root);
        }
        Path found = new Runc(runtime, Path.of(root), own.systemdCgroup()).locate();
        LOG.debug("namespace={} id={}: the OCI runtime is {}", key.namespace(), key.id(), found);
        return new RuncOptions(found.toString(), root, own.criuPath(), own.systemdCgroup());
    }
}
