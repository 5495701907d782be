// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.containers.Container;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.api.shim.ShimTask;
import io.longshore.runc.RuncBinary;
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
    private final Wreckage wreckage;
    private final String bootId;

    TaskCreation(
            TaskContext context,
            TaskRegistry registry,
            ContainerStore containers,
            ShimKinds kinds,
            Wreckage wreckage,
            String bootId) {
        this.context = context;
        this.registry = registry;
        this.containers = containers;
        this.kinds = kinds;
        this.wreckage = wreckage;
        this.bootId = bootId;
    }

    LinuxTask create(TaskKey key, CreateOptions options) {
        Container container = containers.get(key.namespace(), key.id());
        OciSpec spec = OciSpec.from(container.spec());
        RuncOptions runc = complete(RuncOptions.from(container.runtime().options()));
        String kind = kinds.kindFor(container.runtime().name());
        RuncBinary.require(runc.runtime());
        RuntimeSettings settings = context.settings();
        OciBundle bundle = OciBundle.of(key, settings);
        ShimLaunch launch = new ShimLaunch(
                key.namespace(),
                key.id(),
                bundle.directory(),
                bundle.workDirectory(),
                settings.shimBinary(),
                runc,
                settings.shimDebug());
        try (Undo undo = new Undo(key)) {
            registry.reserve(key);
            undo.add("reserve the id", () -> registry.remove(key));
            bundle.createWorkDirectory();
            undo.add("make the directories", bundle::delete);
            TaskRecordFile record =
                    TaskRecordFile.create(TaskRecord.intent(bootId, kind, launch, options.stdio()));
            bundle.createDirectory(spec);
            Shim shim = kinds.driver(kind).start(launch, settings.callTimeout());
            undo.add("start the shim and create the container", () -> {
                shim.close();
                wreckage.clear(record.current());
            });
            LinuxTask task = new LinuxTask(context, bundle, record, shim, TaskLife.creating(key));
            createContainer(task, record, options);
            registry.put(task);
            undo.commit();
            task.watch();
            task.settle(task.life().created());
            return task;
        }
    }

    private void createContainer(LinuxTask task, TaskRecordFile record, CreateOptions options) {
        ShimLaunch launch = record.current().launch();
        long pid = task.shim()
                .create(
                        new ShimTask(
                                launch.id(),
                                launch.bundle(),
                                launch.runc().runtime(),
                                options.rootfs(),
                                options.stdio()),
                        context.settings().createTimeout());
        Instant at = context.clock().instant();
        task.life().pid(pid);
        record.update(known -> known.created(pid, at));
        context.events()
                .publish(new TaskEvent.Created(
                        launch.namespace(),
                        launch.id(),
                        launch.bundle().toString(),
                        options.rootfs(),
                        options.stdio(),
                        pid));
        LOG.info(
                "namespace={} id={} pid={} shim={}: created",
                launch.namespace(),
                launch.id(),
                pid,
                task.shim().pid());
    }

    private RuncOptions complete(RuncOptions own) {
        RuntimeSettings settings = context.settings();
        return new RuncOptions(
                own.runtime().isEmpty() ? settings.runtime() : own.runtime(),
                own.runtimeRoot().isEmpty() ? settings.runtimeRoot().toString() : own.runtimeRoot(),
                own.criuPath(),
                own.systemdCgroup());
    }
}
