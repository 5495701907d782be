// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

import java.util.List;

/**
 * A row of {@link NamespacesMXBean#listNamespaces}.
 *
 * @param labels each as {@code key=value}, in order of the keys
 */
public record NamespaceData(String name, List<String> labels) {
    public NamespaceData {
        labels = List.copyOf(labels);
    }
}
