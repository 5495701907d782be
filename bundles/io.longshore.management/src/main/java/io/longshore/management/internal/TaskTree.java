// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.access.Caller;
import io.longshore.api.ContainerId;
import io.longshore.api.LongshoreException;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.Task;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MBeans of tasks, which come and go with them. Events say when to look; the runtime says what is there, so an event that
 * comes late, or twice, does no harm. For one thread at a time.
 */
final class TaskTree {
    private static final Logger LOG = LoggerFactory.getLogger(TaskTree.class);

    /** How long a deletion's own notification may take to reach the listeners, before the MBean goes. */
    private static final Duration LAST_WORDS = Duration.ofMillis(200);

    /** After a listener was too slow for that, nobody is waited for so long. */
    private static final Duration NO_WAITING = Duration.ofSeconds(10);

    private record Key(Namespace namespace, ContainerId id) {}

    private final ContainerRuntime runtime;
    private final ContainerStore containers;
    private final MBeans mbeans;
    private final NotificationThreads notifications;
    private final Executor samplers;
    private final Emitter everything;
    private final Supplier<Caller> callers;
    private final TaskLooks looks;
    private final Map<Key, TaskBranch> branches = new HashMap<>();
    private long waitAgainAt = System.nanoTime();

    /**
     * @param everything gets the notifications of all tasks
     * @param looks is told, by the MBeans, when {@link #look} has something to find
     */
    TaskTree(
            ContainerRuntime runtime,
            ContainerStore containers,
            MBeans mbeans,
            NotificationThreads notifications,
            Executor samplers,
            Emitter everything,
            Supplier<Caller> callers,
            TaskLooks looks) {
        this.runtime = runtime;
        this.containers = containers;
        this.mbeans = mbeans;
        this.notifications = notifications;
        this.samplers = samplers;
        this.everything = everything;
        this.callers = callers;
        this.looks = looks;
    }

    void addAll() {
        runtime.list().forEach(task -> look(task.namespace(), task.id()));
    }

    /** Makes the MBeans that are missing, and takes away those of processes that are gone. */
    void look(Namespace namespace, ContainerId id) {
        Key key = new Key(namespace, id);
        TaskBranch branch = branches.get(key);
        if (branch == null) {
            Task task = find(key);
            branch = task == null ? null : add(key, task);
        }
        if (branch != null) {
            branch.processes().look();
        }
    }

    void handle(EventRecord event) {
        if (!(event.event() instanceof TaskEvent of)) {
            return;
        }
        TaskNotification notification = TaskNotification.of(event);
        everything.send(notification);
        Key key = new Key(of.namespace(), of.containerId());
        if (of instanceof TaskEvent.Created) {
            removeEarlier(key);
        }
        if (!(of instanceof TaskEvent.Deleted)) {
            look(of.namespace(), of.containerId());
        }
        TaskBranch branch = branches.get(key);
        if (branch == null || !isAbout(branch, event, key)) {
            return;
        }
        branch.emitter().send(notification);
        if (of instanceof TaskEvent.Deleted) {
            awaitLastWords(branch);
            remove(key, branch);
        }
    }

    /** An id is free before its deletion is told, so that may come when the MBean is that of the next task already. */
    private boolean isAbout(TaskBranch branch, EventRecord event, Key key) {
        return branch.wasThereAt(event.time())
                && !(event.event() instanceof TaskEvent.Deleted && branch.task() == find(key));
    }

    /** A task that is gone keeps its MBean until that is told, as its exit may still be to be told by it. */
    private void removeEarlier(Key key) {
        TaskBranch known = branches.get(key);
        if (known != null && known.task() != find(key)) {
            remove(key, known);
        }
    }

    private @Nullable Task find(Key key) {
        try {
            return runtime.get(key.namespace(), key.id());
        } catch (NotFoundException e) {
            LOG.trace("namespace={} id={}: is gone", key.namespace(), key.id(), e);
            return null;
        }
    }

    private TaskBranch add(Key key, Task task) {
        ObjectName name = ObjectNames.task(key.namespace(), key.id());
        Emitter emitter = new Emitter(name, notifications);
        TaskOperations operations = new TaskOperations(
                task,
                commandLine(key),
                new StatsSample(task, samplers, System::nanoTime),
                emitter::droppedCount,
                looks);
        AuditTarget target = AuditTarget.task(key.namespace(), key.id());
        TaskBranch branch = new TaskBranch(task, name, emitter, new ProcessTree(task, mbeans, callers, looks));
        mbeans.register(name, new EmittingMBean<>(MBeanType.TASK, operations, target, callers, emitter));
        branches.put(key, branch);
        return branch;
    }

    /** Of the record, since it is read once: attributes must not wait for a disk. */
    private List<String> commandLine(Key key) {
        try {
            return OciSpec.from(containers.get(key.namespace(), key.id()).spec())
                    .args();
        } catch (LongshoreException e) {
            LOG.debug("namespace={} id={}: its command line is not known", key.namespace(), key.id(), e);
            return List.of();
        }
    }

    private void remove(Key key, TaskBranch branch) {
        branches.remove(key);
        branch.processes().removeAll();
        mbeans.unregister(branch.name());
        branch.emitter().close();
    }

    private void awaitLastWords(TaskBranch branch) {
        if (System.nanoTime() - waitAgainAt >= 0 && !branch.emitter().awaitDelivery(LAST_WORDS)) {
            waitAgainAt = System.nanoTime() + NO_WAITING.toNanos();
        }
    }
}
