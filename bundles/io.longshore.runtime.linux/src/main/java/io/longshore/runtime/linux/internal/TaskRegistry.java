// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The tasks there are, and the ids that are taken by a creation under way. Thread-safe. */
final class TaskRegistry {
    private final ConcurrentSkipListMap<TaskKey, Optional<LinuxTask>> tasks = new ConcurrentSkipListMap<>();

    /** Takes an id, and returns whether it was free. */
    boolean tryReserve(TaskKey key) {
        return tasks.putIfAbsent(key, Optional.empty()) == null;
    }

    /** @throws AlreadyExistsException if the id is taken */
    void reserve(TaskKey key) {
        if (!tryReserve(key)) {
            throw new AlreadyExistsException("there is a task " + key + " already; delete it first");
        }
    }

    /** Whether an id is taken without there being a task: one is being made, restored or cleaned up. */
    boolean isReserved(TaskKey key) {
        Optional<LinuxTask> entry = tasks.get(key);
        return entry != null && entry.isEmpty();
    }

    void put(LinuxTask task) {
        tasks.put(task.key(), Optional.of(task));
    }

    /** There is no such task, but its id is taken still. */
    void withdraw(TaskKey key) {
        tasks.put(key, Optional.empty());
    }

    void remove(TaskKey key) {
        tasks.remove(key);
    }

    Optional<LinuxTask> find(TaskKey key) {
        return tasks.getOrDefault(key, Optional.empty());
    }

    LinuxTask get(TaskKey key) {
        return find(key)
                .orElseThrow(() -> new NotFoundException("there is no task " + key + "; create one for the container"));
    }

    List<LinuxTask> list() {
        return tasks.values().stream().flatMap(Optional::stream).toList();
    }

    List<LinuxTask> list(Namespace namespace) {
        return list().stream()
                .filter(task -> task.namespace().equals(namespace))
                .toList();
    }
}
