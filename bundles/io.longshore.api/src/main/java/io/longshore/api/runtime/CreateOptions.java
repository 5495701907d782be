// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import java.nio.file.Path;
import java.util.List;

/**
 * What a task is created with, beside its container record.
 *
 * @param stdio the streams of its first process
 * @param rootfs mounted in this order on the bundle's {@code rootfs} directory, and unmounted when the task is deleted;
 *     empty if the specification names an absolute root path
 * @param checkpoint the directory of a checkpoint to restore it from; empty to begin anew
 * @param shimGroup tasks of one namespace that name the same group share one shim, if shims of their kind can be shared; empty
 *     for what the specification's annotation {@link #GROUP_ANNOTATION} says, else for a shim of its own
 */
public record CreateOptions(
        Stdio stdio, List<Mount> rootfs, String checkpoint, RuncCreateOptions runc, String shimGroup) {
    /** containerd's way to name the {@link #shimGroup}. */
    public static final String GROUP_ANNOTATION = "io.containerd.runc.v2.group";

    /** Null streams, no mounts, begun anew. */
    public static final CreateOptions DEFAULT =
            new CreateOptions(Stdio.NULL, List.of(), "", RuncCreateOptions.DEFAULT, "");

    public CreateOptions {
        rootfs = List.copyOf(rootfs);
    }

    /** {@link #DEFAULT} with these streams. */
    public static CreateOptions with(Stdio stdio) {
        return DEFAULT.withStdio(stdio);
    }

    public CreateOptions withStdio(Stdio newStdio) {
        return new CreateOptions(newStdio, rootfs, checkpoint, runc, shimGroup);
    }

    public CreateOptions withRootfs(Mount... mounts) {
        return new CreateOptions(stdio, List.of(mounts), checkpoint, runc, shimGroup);
    }

    public CreateOptions withCheckpoint(Path directory) {
        return new CreateOptions(stdio, rootfs, directory.toAbsolutePath().toString(), runc, shimGroup);
    }

    public CreateOptions withRunc(RuncCreateOptions options) {
        return new CreateOptions(stdio, rootfs, checkpoint, options, shimGroup);
    }

    public CreateOptions withShimGroup(String group) {
        return new CreateOptions(stdio, rootfs, checkpoint, runc, group);
    }
}
