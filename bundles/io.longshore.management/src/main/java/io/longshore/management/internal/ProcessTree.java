// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.access.Caller;
import io.longshore.api.ExecId;
import io.longshore.api.runtime.ProcessesWatch;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.management.ObjectName;

/**
 * The MBeans of the processes that were added to one task. For one thread at a time. No event tells that a process was deleted,
 * or is no more since it could not be added; its task does.
 */
final class ProcessTree {
    private final Task task;
    private final MBeans mbeans;
    private final Supplier<Caller> callers;
    private final TaskLooks looks;
    private final ExitWaits waits;
    private final Set<ExecId> known = new TreeSet<>();
    private final AtomicBoolean asked = new AtomicBoolean();
    private final ProcessesWatch watch;

    ProcessTree(Task task, MBeans mbeans, Supplier<Caller> callers, TaskLooks looks, ExitWaits waits) {
        this.task = task;
        this.mbeans = mbeans;
        this.callers = callers;
        this.looks = looks;
        this.waits = waits;
        this.watch = task.watchProcesses(this::ask);
    }

    private void ask() {
        if (!asked.getAndSet(true)) {
            looks.later(task.namespace(), task.id());
        }
    }

    /** Makes the MBeans as they should be. */
    void look() {
        asked.set(false);
        Set<ExecId> there = task.processes().stream().map(TaskProcess::id).collect(Collectors.toSet());
        List.copyOf(known).stream().filter(id -> !there.contains(id)).forEach(this::remove);
        there.stream().filter(known::add).forEach(this::add);
    }

    /** The task is not watched any more. */
    void unwatch() {
        watch.close();
    }

    void removeAll() {
        unwatch();
        List.copyOf(known).forEach(this::remove);
    }

    private void add(ExecId id) {
        AuditTarget target = AuditTarget.process(task.namespace(), task.id(), id);
        ProcessOperations operations = new ProcessOperations(task, id, looks, waits);
        mbeans.register(name(id), new GuardedMBean<>(MBeanType.PROCESS, operations, target, callers));
    }

    private void remove(ExecId id) {
        known.remove(id);
        mbeans.unregister(name(id));
    }

    private ObjectName name(ExecId id) {
        return ObjectNames.process(task.namespace(), task.id(), id);
    }
}
