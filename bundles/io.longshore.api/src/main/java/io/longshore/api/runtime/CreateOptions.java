// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import java.util.List;

/**
 * What a task is created with, beside its container record.
 *
 * @param stdio the streams of its first process
 * @param rootfs mounted in this order on the bundle's {@code rootfs} directory, and unmounted when the task is deleted;
 *     empty if the specification names an absolute root path
 */
public record CreateOptions(Stdio stdio, List<Mount> rootfs) {
    /** Null streams, and no mounts. */
    public static final CreateOptions DEFAULT = new CreateOptions(Stdio.NULL, List.of());

    public CreateOptions {
        rootfs = List.copyOf(rootfs);
    }

    /** {@link #DEFAULT} with these streams. */
    public static CreateOptions with(Stdio stdio) {
        return new CreateOptions(stdio, List.of());
    }
}
