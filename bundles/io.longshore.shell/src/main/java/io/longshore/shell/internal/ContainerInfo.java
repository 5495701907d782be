// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.containers.Container;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "container", name = "info", description = "Shows the record of a container")
public final class ContainerInfo extends ContainerAction {
    @Option(name = "--no-format", description = "Print for programs: columns apart by a tab, no headings")
    boolean noFormat;

    @Override
    @Nullable
    Object run() {
        Container record = record();
        return new Details()
                .add("Namespace", namespace())
                .add("Id", record.id())
                .addIfAny("Image", record.image())
                .add("Runtime", record.runtime().name())
                .addIfAny("Snapshotter", record.snapshotter())
                .addIfAny("Snapshot", record.snapshotKey())
                .addIfAny("Labels", Rows.pairs(record.labels()))
                .addIfAny("Extensions", String.join(", ", record.extensions().keySet()))
                .add("Specification", record.spec().typeUrl())
                .add("Created", record.createdAt())
                .add("Updated", record.updatedAt())
                .print(System.out, !noFormat);
    }
}
