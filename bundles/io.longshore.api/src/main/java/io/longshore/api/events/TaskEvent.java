// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.events;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Stdio;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a task. For one process the order is always created, started, exited, deleted; each is
 * published once.
 */
public sealed interface TaskEvent extends LongshoreEvent {
    ContainerId containerId();

    /**
     * The container was created and waits to be started.
     *
     * @param checkpoint the directory it was restored from; empty if it begins anew
     */
    record Created(
            Namespace namespace,
            ContainerId containerId,
            String bundle,
            List<Mount> rootfs,
            Stdio stdio,
            String checkpoint,
            long pid)
            implements TaskEvent {
        public Created {
            rootfs = List.copyOf(rootfs);
        }

        /** Of a container that begins anew. */
        public Created(
                Namespace namespace,
                ContainerId containerId,
                String bundle,
                List<Mount> rootfs,
                Stdio stdio,
                long pid) {
            this(namespace, containerId, bundle, rootfs, stdio, "", pid);
        }

        @Override
        public String topic() {
            return "/tasks/create";
        }

        @Override
        public SortedMap<String, Object> attributes() {
            EventAttributes attributes = of(this).with("pid", pid)
                    .with("bundle", bundle)
                    .with("io.stdin", stdio.stdin())
                    .with("io.stdout", stdio.stdout())
                    .with("io.stderr", stdio.stderr())
                    .with("io.terminal", stdio.terminal())
                    .with("checkpoint", checkpoint);
            for (int i = 0; i < rootfs.size(); i++) {
                Mount mount = rootfs.get(i);
                attributes
                        .with("rootfs." + i + ".type", mount.type())
                        .with("rootfs." + i + ".source", mount.source())
                        .with("rootfs." + i + ".options", String.join(",", mount.options()));
            }
            return attributes.done();
        }
    }

    /** Its first process was started. */
    record Started(Namespace namespace, ContainerId containerId, long pid) implements TaskEvent {
        @Override
        public String topic() {
            return "/tasks/start";
        }

        @Override
        public SortedMap<String, Object> attributes() {
            return of(this).with("pid", pid).done();
        }
    }

    /** A process ended: the first one, or, with an exec id, an additional one. */
    record Exited(
            Namespace namespace,
            ContainerId containerId,
            @Nullable ExecId execId,
            long pid,
            Exit exit) implements TaskEvent {
        @Override
        public String topic() {
            return "/tasks/exit";
        }

        @Override
        public SortedMap<String, Object> attributes() {
            return of(this).with("id", execId == null ? containerId.value() : execId.value())
                    .with("pid", pid)
                    .with(exit)
                    .done();
        }
    }

    /** The kernel killed a process of the container because its memory limit was reached. */
    record OutOfMemory(Namespace namespace, ContainerId containerId) implements TaskEvent {
        @Override
        public String topic() {
            return "/tasks/oom";
        }

        @Override
        public SortedMap<String, Object> attributes() {
            return of(this).done();
        }
    }

    /** A process was added to the task, and waits to be started. */
    record ExecAdded(Namespace namespace, ContainerId containerId, ExecId execId) implements TaskEvent {
        @Override
        public String topic() {
            return "/tasks/exec-added";
        }

        @Override
        public SortedMap<String, Object> attributes() {
            return of(this).with("exec_id", execId.value()).done();
        }
    }

    /** An added process was started. */
    record ExecStarted(Namespace namespace, ContainerId containerId, ExecId execId, long pid) implements TaskEvent {
        @Override
        public String topic() {
            return "/tasks/exec-started";
        }

        @Override
        public SortedMap<String, Object> attributes() {
            return of(this).with("exec_id", execId.value()).with("pid", pid).done();
        }
    }

    /** Its processes were frozen. */
    record Paused(Namespace namespace, ContainerId containerId) implements TaskEvent {
        @Override
        public String topic() {
            return "/tasks/paused";
        }

        @Override
        public SortedMap<String, Object> attributes() {
            return of(this).done();
        }
    }

    /** Its processes go on. */
    record Resumed(Namespace namespace, ContainerId containerId) implements TaskEvent {
        @Override
        public String topic() {
            return "/tasks/resumed";
        }

        @Override
        public SortedMap<String, Object> attributes() {
            return of(this).done();
        }
    }

    /** A checkpoint of it was written. */
    record Checkpointed(Namespace namespace, ContainerId containerId, String checkpoint) implements TaskEvent {
        @Override
        public String topic() {
            return "/tasks/checkpointed";
        }

        @Override
        public SortedMap<String, Object> attributes() {
            return of(this).with("checkpoint", checkpoint).done();
        }
    }

    /** The task is gone and its id is free. */
    record Deleted(Namespace namespace, ContainerId containerId, long pid, Exit exit) implements TaskEvent {
        @Override
        public String topic() {
            return "/tasks/delete";
        }

        @Override
        public SortedMap<String, Object> attributes() {
            // containerd's field for an added process, whose deletion nobody tells
            return of(this).with("id", "").with("pid", pid).with(exit).done();
        }
    }

    private static EventAttributes of(TaskEvent event) {
        return new EventAttributes().with("container_id", event.containerId().value());
    }
}
