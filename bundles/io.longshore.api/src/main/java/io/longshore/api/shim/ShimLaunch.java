// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.shim;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.TypedPayload;
import io.longshore.api.containers.RuncOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a shim is started with, and, since it is kept on disk, found again by.
 *
 * @param bundle the OCI bundle directory; the shim's working directory
 * @param workDirectory for files that outlive the bundle
 * @param shimBinary path, or name on the PATH, of the shim program; empty if there is none
 * @param runc the OCI runtime and how it is called; nothing in it is empty that has a configured value, unless the shim
 *     {@linkplain ShimProvider#usesRunc drives something else}
 * @param cgroup the cgroup the shim is put into; empty for ours
 * @param debug the shim logs in detail
 * @param group tasks of the namespace with the same group share a shim, if its kind can do that; empty for a shim of its own
 * @param options what a shim that drives no {@code runc} is told; null for nothing
 */
public record ShimLaunch(
        Namespace namespace,
        ContainerId id,
        Path bundle,
        Path workDirectory,
        String shimBinary,
        RuncOptions runc,
        String cgroup,
        boolean debug,
        String group,
        @Nullable TypedPayload options) {
    /** With a shim of its own, which drives {@code runc}. */
    public ShimLaunch(
            Namespace namespace,
            ContainerId id,
            Path bundle,
            Path workDirectory,
            String shimBinary,
            RuncOptions runc,
            String cgroup,
            boolean debug) {
        this(namespace, id, bundle, workDirectory, shimBinary, runc, cgroup, debug, "", null);
    }

    /** The runtime's state directory when it was launched: the bundle is two levels below. */
    public Path stateDirectory() {
        return bundle.getParent().getParent();
    }
}
