// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.events;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.TypedPayload;
import io.longshore.api.containers.RuntimeInfo;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Something that happened to a container record. */
public sealed interface ContainerEvent extends LongshoreEvent {
    ContainerId containerId();

    record Created(Namespace namespace, ContainerId containerId, String image, RuntimeInfo runtime)
            implements ContainerEvent {
        @Override
        public String topic() {
            return "/containers/create";
        }

        @Override
        public SortedMap<String, Object> attributes() {
            TypedPayload options = runtime.options();
            return of(this).with("image", image)
                    .with("runtime.name", runtime.name())
                    .with("runtime.options", options == null ? null : options.typeUrl())
                    .done();
        }
    }

    record Updated(
            Namespace namespace,
            ContainerId containerId,
            String image,
            SortedMap<String, String> labels,
            String snapshotKey)
            implements ContainerEvent {
        public Updated {
            labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        }

        @Override
        public String topic() {
            return "/containers/update";
        }

        @Override
        public SortedMap<String, Object> attributes() {
            EventAttributes attributes = of(this).with("image", image).with("snapshot_key", snapshotKey);
            labels.forEach((key, value) -> attributes.with("labels." + key, value));
            return attributes.done();
        }
    }

    record Deleted(Namespace namespace, ContainerId containerId) implements ContainerEvent {
        @Override
        public String topic() {
            return "/containers/delete";
        }

        @Override
        public SortedMap<String, Object> attributes() {
            return of(this).done();
        }
    }

    private static EventAttributes of(ContainerEvent event) {
        // the first is containerd's name for it, the second has it in common with the events of the task
        String id = event.containerId().value();
        return new EventAttributes().with("id", id).with("container_id", id);
    }
}
