// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.LongshoreException;
import io.longshore.posix.PidFd;
import io.longshore.posix.Posix;
import io.longshore.posix.PosixException;
import io.longshore.runtime.linux.internal.cgroup.Cgroup;
import io.longshore.runtime.linux.internal.cgroup.Cgroups;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cgroup of a container in whose creation the OCI runtime was killed, as it is together with its shim: it is not in the
 * task's record yet, and the OCI runtime, which makes it first of all, knows of no such container.
 *
 * <p>It is found by the path that the specification names, at which somebody else may have a container, too: so nothing in it is
 * killed. What the OCI runtime has put there ends by itself, having lost it.
 */
final class UnnotedCgroup {
    private static final Logger LOG = LoggerFactory.getLogger(UnnotedCgroup.class);

    private final Cgroups cgroups;
    private final Posix posix;

    UnnotedCgroup(Cgroups cgroups, Posix posix) {
        this.cgroups = cgroups;
        this.posix = posix;
    }

    /**
     * Waits until nothing is in it, and removes it. What is left is logged.
     *
     * @param atMost after which those who are in it are others
     */
    void clear(TaskRecord record, OciBundle bundle, Duration atMost) {
        if (record.process().pid() != 0 || Files.notExists(bundle.directory().resolve(OciBundle.CONFIG))) {
            return;
        }
        TaskKey key = record.key();
        try {
            Optional<Cgroup> found = cgroups.at(bundle.spec().cgroupsPath());
            if (found.isPresent()) {
                awaitEnd(found.get(), atMost);
                if (!found.get().remove()) {
                    LOG.warn("namespace={} id={}: others use its cgroup, which stays", key.namespace(), key.id());
                }
            }
        } catch (CancelledException e) {
            throw e;
        } catch (LongshoreException | PosixException e) {
            LOG.warn("namespace={} id={}: its cgroup cannot be removed", key.namespace(), key.id(), e);
        }
    }

    private void awaitEnd(Cgroup cgroup, Duration atMost) {
        List<PidFd> held = new ArrayList<>();
        try {
            for (long pid : cgroup.processes()) {
                // one that has ended meanwhile, and been waited for, is none
                if (KernelProcess.of(pid) != null) {
                    held.add(posix.pidfdOpen(Math.toIntExact(pid)));
                }
            }
            CompletableFuture<Void> gone = CompletableFuture.allOf(held.stream()
                    .map(process -> process.exited().toCompletableFuture())
                    .toArray(CompletableFuture[]::new));
            Await.result(gone, atMost, "what is in " + cgroup.memoryDirectory() + " did not end");
        } catch (DeadlineExceededException e) {
            LOG.debug("somebody is in {}", cgroup.memoryDirectory(), e);
        } finally {
            held.forEach(PidFd::close);
        }
    }
}
