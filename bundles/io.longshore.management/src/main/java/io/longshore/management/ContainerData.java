// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

import java.util.List;

/**
 * A row of {@link RuntimeMXBean#listContainers}. The specification is not in it: it holds environments, and those hold
 * secrets.
 *
 * @param image empty if the container came from none
 * @param runtime the name of its runtime, such as {@code io.containerd.runc.v2}; empty for the default
 * @param labels each as {@code key=value}, in order of the keys
 */
public record ContainerData(
        String namespace,
        String id,
        String image,
        String runtime,
        String createdAt,
        String updatedAt,
        List<String> labels) {
    public ContainerData {
        labels = List.copyOf(labels);
    }
}
