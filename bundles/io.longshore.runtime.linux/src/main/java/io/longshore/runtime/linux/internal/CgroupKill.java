// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.UnavailableException;
import io.longshore.posix.Errno;
import io.longshore.posix.PidFd;
import io.longshore.posix.Posix;
import io.longshore.posix.PosixException;
import io.longshore.runtime.linux.internal.cgroup.Cgroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;

/**
 * Ends what runs in a task's cgroup by signals alone: where no process can be started for it, or the OCI runtime is gone, the
 * container ends nevertheless. Thread-safe.
 */
final class CgroupKill {
    /** Each takes a descriptor until it has ended. */
    private static final int AT_A_TIME = 256;

    private static final int SIGKILL = 9;
    private static final long INIT = 1;

    private final Posix posix;
    private final TaskRegistry registry;
    private final String bootId;

    CgroupKill(Posix posix, TaskRegistry registry, String bootId) {
        this.posix = posix;
        this.registry = registry;
        this.bootId = bootId;
    }

    /**
     * Returns when no process is left, those included that were made meanwhile. A task without a cgroup of its own has none here.
     *
     * @throws FailedPreconditionException if others are in the cgroup, too; then nothing more is killed
     * @throws DeadlineExceededException if something does not end in time
     * @throws CancelledException if the thread is interrupted
     * @throws UnavailableException if the cgroup cannot be read, or a process not be killed
     */
    void end(TaskRecord record, Duration atMost) {
        Cgroup cgroup = record.process().cgroup();
        // after a restart of the host it is another one that has its path
        if (cgroup != null && record.bootId().equals(bootId)) {
            try {
                new Killing(record.key(), cgroup, atMost).run();
            } catch (PosixException e) {
                throw new UnavailableException("cannot kill what runs in " + cgroup.memoryDirectory(), e);
            }
        }
    }

    private final class Killing {
        private final TaskKey key;
        private final Cgroup cgroup;
        private final Duration atMost;
        private final long deadline;

        /** When those were started that have ended here: some kernels list them until they are reaped. */
        private final Map<Long, Long> ended = new HashMap<>();

        Killing(TaskKey key, Cgroup cgroup, Duration atMost) {
            this.key = key;
            this.cgroup = cgroup;
            this.atMost = atMost;
            this.deadline = System.nanoTime() + atMost.toNanos();
        }

        void run() {
            for (SortedSet<Long> pids = alive(); !pids.isEmpty(); pids = alive()) {
                if (System.nanoTime() - deadline >= 0) {
                    throw new DeadlineExceededException(what() + " within " + atMost.toMillis() + " ms");
                }
                end(pids.stream().limit(AT_A_TIME).toList());
            }
        }

        private SortedSet<Long> alive() {
            SortedSet<Long> pids = cgroup.processes();
            pids.removeIf(pid -> {
                KernelProcess now = KernelProcess.of(pid);
                return now == null || Objects.equals(ended.get(pid), now.startTime());
            });
            return pids;
        }

        private void end(List<Long> pids) {
            Map<Long, Long> startTimes = new HashMap<>();
            List<PidFd> held = new ArrayList<>();
            try {
                for (long pid : pids) {
                    hold(pid, held, startTimes);
                }
                // listed again now that their ids cannot come to mean others
                SortedSet<Long> listed = cgroup.processes();
                requireOwn(listed);
                List<PidFd> doomed = held.stream()
                        .filter(process -> listed.contains((long) process.pid()))
                        .toList();
                doomed.forEach(CgroupKill::kill);
                // in version 1 what is frozen dies only when it is not any more
                cgroup.thaw();
                awaitEnd(doomed);
                ended.putAll(startTimes);
            } finally {
                held.forEach(PidFd::close);
            }
        }

        private void awaitEnd(List<PidFd> processes) {
            CompletableFuture<Void> gone = CompletableFuture.allOf(processes.stream()
                    .map(process -> process.exited().toCompletableFuture())
                    .toArray(CompletableFuture[]::new));
            Await.result(gone, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())), what());
        }

        /** Two containers can be given the same cgroup, and a container one of the host's. */
        private void requireOwn(SortedSet<Long> pids) {
            if (!Collections.disjoint(pids, others(key))) {
                throw new FailedPreconditionException(
                        cgroup.memoryDirectory() + " is not the cgroup of task " + key + " alone");
            }
        }

        private String what() {
            return "what runs in " + cgroup.memoryDirectory() + " did not end";
        }
    }

    private void hold(long pid, List<PidFd> held, Map<Long, Long> startTimes) {
        try {
            held.add(posix.pidfdOpen(Math.toIntExact(pid)));
        } catch (PosixException e) {
            if (e.errno() == Errno.ESRCH) {
                return;
            }
            throw e;
        }
        KernelProcess now = KernelProcess.of(pid);
        if (now != null) {
            startTimes.put(pid, now.startTime());
        }
    }

    private static void kill(PidFd process) {
        try {
            process.sendSignal(SIGKILL);
        } catch (PosixException e) {
            if (e.errno() != Errno.ESRCH) {
                throw e;
            }
        }
    }

    /** Us, the host's first process, and the first processes of the other tasks. */
    private Set<Long> others(TaskKey key) {
        Set<Long> others = new HashSet<>(List.of(INIT, ProcessHandle.current().pid()));
        registry.list().stream()
                .filter(task -> !task.key().equals(key))
                .map(task -> task.parts().life().now())
                .filter(now -> now.exit() == null)
                .forEach(now -> others.add(now.pid()));
        return others;
    }
}
