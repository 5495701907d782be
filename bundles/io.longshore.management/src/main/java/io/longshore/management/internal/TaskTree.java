// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.Task;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
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
    private final TaskBranches maker;
    private final Emitter everything;
    private final Map<Key, TaskBranch> branches = new HashMap<>();

    /** Whose MBean is that of the next task already, while what is told is of the one before. */
    private final Set<Key> behind = new HashSet<>();

    private long waitAgainAt = System.nanoTime();
    private long handled;

    /** @param everything gets the notifications of all tasks */
    TaskTree(ContainerRuntime runtime, TaskBranches maker, Emitter everything) {
        this.runtime = runtime;
        this.maker = maker;
        this.everything = everything;
    }

    /** @param since the number of the event before the first that is to be handled */
    void begin(long since) {
        handled = since;
        addAll();
    }

    private void addAll() {
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
        handleGap(event);
        if (event.event() instanceof TaskEvent of) {
            handle(event, of);
        }
    }

    /** The journal is bounded: who is too far behind gets its oldest event next. */
    private void handleGap(EventRecord event) {
        long first = handled + 1;
        handled = event.sequence();
        if (first < event.sequence()) {
            LOG.warn("the journal has no events from {} to {} any more; nobody is told of them", first, handled - 1);
            everything.sendMissed(
                    new MissedNotifications(event.sequence() - first, first),
                    event.time().toEpochMilli());
            Map.copyOf(branches).keySet().forEach(this::removeEarlier);
            addAll();
        }
    }

    private void handle(EventRecord event, TaskEvent of) {
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
        if (branch == null || !isAbout(branch, of, key)) {
            return;
        }
        branch.emitter().send(notification);
        if (of instanceof TaskEvent.Deleted) {
            awaitLastWords(branch);
            remove(key, branch);
        }
    }

    /** An id is free before its deletion is told, so that may come when the MBean is that of the next task already. */
    private boolean isAbout(TaskBranch branch, TaskEvent event, Key key) {
        OptionalLong pid = firstPid(event);
        if (pid.isPresent()) {
            boolean own = branch.hasPid(pid.getAsLong());
            boolean over = event instanceof TaskEvent.Deleted;
            if (own || over) {
                behind.remove(key);
            } else {
                behind.add(key);
            }
            return own && !(over && branch.task() == find(key));
        }
        return !behind.contains(key);
    }

    /** By it an event is known to be of this task; not by its time, as clocks are set back. */
    private static OptionalLong firstPid(TaskEvent event) {
        if (event instanceof TaskEvent.Created created) {
            return OptionalLong.of(created.pid());
        }
        if (event instanceof TaskEvent.Started started) {
            return OptionalLong.of(started.pid());
        }
        if (event instanceof TaskEvent.Deleted deleted) {
            return OptionalLong.of(deleted.pid());
        }
        return event instanceof TaskEvent.Exited exited && exited.execId() == null
                ? OptionalLong.of(exited.pid())
                : OptionalLong.empty();
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
        TaskBranch branch = maker.make(task);
        branches.put(key, branch);
        return branch;
    }

    private void remove(Key key, TaskBranch branch) {
        branches.remove(key);
        behind.remove(key);
        maker.remove(branch);
    }

    /** No task is watched any more; for when nothing changes any more. */
    void unwatch() {
        branches.values().forEach(branch -> branch.processes().unwatch());
    }

    private void awaitLastWords(TaskBranch branch) {
        if (System.nanoTime() - waitAgainAt >= 0 && !branch.emitter().awaitDelivery(LAST_WORDS)) {
            waitAgainAt = System.nanoTime() + NO_WAITING.toNanos();
        }
    }
}
