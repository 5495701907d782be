// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.access.Caller;
import io.longshore.api.LongshoreException;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.runtime.Task;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the MBeans of tasks, and takes them away.
 *
 * @param looks is told, by the MBeans, when there is something to find
 */
record TaskBranches(
        ContainerStore containers,
        MBeans mbeans,
        NotificationThreads notifications,
        Executor samplers,
        ExitWaits waits,
        Supplier<Caller> callers,
        TaskLooks looks) {
    private static final Logger LOG = LoggerFactory.getLogger(TaskBranches.class);

    TaskBranch make(Task task) {
        ObjectName name = ObjectNames.task(task.namespace(), task.id());
        Emitter emitter = new Emitter(name, notifications);
        TaskOperations operations = new TaskOperations(
                task,
                commandLine(task),
                new StatsSample(task, samplers, System::nanoTime),
                emitter::droppedCount,
                looks,
                waits);
        AuditTarget target = AuditTarget.task(task.namespace(), task.id());
        mbeans.register(name, new EmittingMBean<>(MBeanType.TASK, operations, target, callers, emitter));
        return new TaskBranch(task, name, emitter, new ProcessTree(task, mbeans, callers, looks, waits));
    }

    /** Of the record, since it is read once: attributes must not wait for a disk. */
    private List<String> commandLine(Task task) {
        try {
            return OciSpec.from(containers.get(task.namespace(), task.id()).spec())
                    .args();
        } catch (LongshoreException e) {
            LOG.debug("namespace={} id={}: its command line is not known", task.namespace(), task.id(), e);
            return List.of();
        }
    }

    void remove(TaskBranch branch) {
        branch.processes().removeAll();
        mbeans.unregister(branch.name());
        branch.emitter().close();
    }
}
