// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.shim;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.RuncOptions;
import java.nio.file.Path;

/**
 * What a shim is started with, and, since it is kept on disk, found again by.
 *
 * @param bundle the OCI bundle directory; the shim's working directory
 * @param workDirectory for files that outlive the bundle
 * @param shimBinary path, or name on the PATH, of the shim program
 * @param runc the OCI runtime and how it is called; nothing in it is empty that has a configured value
 * @param cgroup the cgroup the shim is put into; empty for ours
 * @param debug the shim logs in detail
 */
public record ShimLaunch(
        Namespace namespace,
        ContainerId id,
        Path bundle,
        Path workDirectory,
        String shimBinary,
        RuncOptions runc,
        String cgroup,
        boolean debug) {
    /** The runtime's state directory when it was launched: the bundle is two levels below. */
    public Path stateDirectory() {
        return bundle.getParent().getParent();
    }
}
