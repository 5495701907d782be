// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.shim;

import io.longshore.api.ContainerId;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Stdio;
import java.nio.file.Path;
import java.util.List;

/** What a shim needs to create a container from a bundle, beside what it was launched with. */
public record ShimTask(ContainerId id, Path bundle, String runtime, List<Mount> rootfs, Stdio stdio) {
    public ShimTask {
        rootfs = List.copyOf(rootfs);
    }
}
