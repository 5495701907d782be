// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

import io.longshore.access.Role;
import java.util.List;

/** The namespaces. Errors, roles and types as for {@link RuntimeMXBean}. */
@Description("The namespaces, with their labels")
public interface NamespacesMXBean {
    @Operation(value = "The namespaces that match, in order", role = Role.VIEWER, unit = "namespaces")
    List<NamespaceData> listNamespaces(
            @Parameter(
                            name = "filters",
                            value = "Those that match one of these, such as name==blue; none for all namespaces")
                    String[] filters);

    @Operation(value = "One namespace", role = Role.VIEWER)
    NamespaceData getNamespace(@Parameter(name = "namespace", value = "Its name") String namespace);

    @Operation(value = "Makes a namespace; one also comes into being with its first container", role = Role.ADMIN)
    NamespaceData createNamespace(
            @Parameter(name = "namespace", value = "Its name") String namespace,
            @Parameter(name = "labels", value = "Labels, each key=value") String[] labels);

    @Operation(
            value = "Changes labels of a namespace, and leaves its other labels as they are",
            role = Role.ADMIN,
            audit = "updateNamespace")
    NamespaceData updateLabels(
            @Parameter(name = "namespace", value = "Its name") String namespace,
            @Parameter(name = "labels", value = "key=value sets a label, a key alone removes it") String[] labels);

    @Operation(value = "Replaces all labels of a namespace", role = Role.ADMIN, audit = "updateNamespace")
    NamespaceData replaceLabels(
            @Parameter(name = "namespace", value = "Its name") String namespace,
            @Parameter(name = "labels", value = "Labels, each key=value") String[] labels);

    @Operation(value = "Removes an empty namespace", role = Role.ADMIN)
    void deleteNamespace(@Parameter(name = "namespace", value = "Its name") String namespace);
}
