// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

import io.longshore.access.Role;
import java.util.List;

/** The container records. Errors, roles and types as for {@link RuntimeMXBean}. */
@Description("The container records: what should run, kept over restarts")
public interface ContainersMXBean {
    @Operation(
            value = "The containers that match, ordered by namespace and id",
            role = Role.VIEWER,
            unit = "containers")
    List<ContainerData> listContainers(
            @Parameter(name = "namespace", value = "The namespace; empty for all namespaces") String namespace,
            @Parameter(
                            name = "filters",
                            value = "Those that match one of these, such as labels.app==web; none for all containers")
                    String[] filters);

    @Operation(value = "One container", role = Role.VIEWER)
    ContainerData getContainer(
            @Parameter(name = "namespace", value = "The namespace of the container") String namespace,
            @Parameter(name = "id", value = "The id of the container") String id);

    @Operation(value = "Records a container with the default specification, limits and labels", role = Role.ADMIN)
    ContainerData createContainer(
            @Parameter(name = "namespace", value = "The namespace of the container") String namespace,
            @Parameter(name = "id", value = "The id of the container") String id,
            @Parameter(name = "rootfs", value = "Absolute path of the directory that becomes the container's root")
                    String rootfs,
            @Parameter(name = "args", value = "The program to run, and its arguments") String[] args,
            @Parameter(
                            name = "environment",
                            value =
                                    "Environment variables, each NAME=value, or @ and the absolute path of a file of the host with such lines, for secrets; only its owner may have access to it",
                            hostFile = true)
                    String[] environment,
            @Parameter(name = "memoryLimit", value = "The most memory it may use; 0 for no limit", unit = "bytes")
                    long memoryLimit,
            @Parameter(name = "pidsLimit", value = "The most processes it may have; 0 for no limit", unit = "processes")
                    long pidsLimit,
            @Parameter(
                            name = "cpuPercent",
                            value = "The most processor time, 100 for one processor; 0 for no limit",
                            unit = "percent")
                    long cpuPercent,
            @Parameter(name = "labels", value = "Labels, each key=value") String[] labels);

    @Operation(value = "Records a container with a given OCI runtime specification", role = Role.ADMIN)
    ContainerData createContainerFromSpec(
            @Parameter(name = "namespace", value = "The namespace of the container") String namespace,
            @Parameter(name = "id", value = "The id of the container") String id,
            @Parameter(name = "ociSpecJson", value = "The OCI runtime specification, as JSON") String ociSpecJson,
            @Parameter(name = "labels", value = "Labels, each key=value") String[] labels);

    @Operation(
            value =
                    "Records a container with everything that can be said of it, such as the runtime that is to drive it",
            role = Role.ADMIN,
            audit = "createContainer")
    ContainerData createContainerWith(
            @Parameter(name = "namespace", value = "The namespace of the container") String namespace,
            @Parameter(name = "id", value = "The id of the container") String id,
            @Parameter(name = "ociSpecJson", value = "The OCI runtime specification, as JSON") String ociSpecJson,
            @Parameter(name = "labels", value = "Labels, each key=value") String[] labels,
            @Parameter(
                            name = "fields",
                            value =
                                    "Each name=value: image, runtime, runc.runtime, runc.runtimeRoot, runc.criuPath, runc.systemdCgroup, snapshotter, snapshotkey")
                    String[] fields);

    @Operation(
            value = "Changes fields of a container; a task that there is goes on as it was made",
            role = Role.ADMIN,
            audit = "updateContainer")
    ContainerData updateFields(
            @Parameter(name = "namespace", value = "The namespace of the container") String namespace,
            @Parameter(name = "id", value = "The id of the container") String id,
            @Parameter(
                            name = "fields",
                            value = "Each name=value: image, snapshotkey, spec (an OCI runtime specification, as JSON)")
                    String[] fields);

    @Operation(
            value = "Changes labels of a container, and leaves its other labels as they are",
            role = Role.ADMIN,
            audit = "updateContainer")
    ContainerData updateLabels(
            @Parameter(name = "namespace", value = "The namespace of the container") String namespace,
            @Parameter(name = "id", value = "The id of the container") String id,
            @Parameter(name = "labels", value = "key=value sets a label, a key alone removes it") String[] labels);

    @Operation(value = "Removes the record of a container that has no task", role = Role.ADMIN)
    void deleteContainer(
            @Parameter(name = "namespace", value = "The namespace of the container") String namespace,
            @Parameter(name = "id", value = "The id of the container") String id);
}
