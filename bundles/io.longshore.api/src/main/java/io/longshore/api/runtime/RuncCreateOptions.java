// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import java.util.List;

/**
 * How the OCI runtime creates one task; the fields of containerd's {@code CreateOptions}. Those from {@code openTcp} to
 * {@code criuImagePath} matter when it is restored from a checkpoint.
 *
 * @param shimCgroup the cgroup the shim is put into; empty for Karaf's own
 * @param ioUid who owns the pipes of its streams
 */
public record RuncCreateOptions(
        boolean noPivotRoot,
        boolean noNewKeyring,
        String shimCgroup,
        int ioUid,
        int ioGid,
        boolean openTcp,
        boolean externalUnixSockets,
        boolean terminal,
        boolean fileLocks,
        List<String> emptyNamespaces,
        String cgroupsMode,
        String criuWorkPath,
        String criuImagePath) {
    /** Nothing special. */
    public static final RuncCreateOptions DEFAULT =
            new RuncCreateOptions(false, false, "", 0, 0, false, false, false, false, List.of(), "", "", "");

    public RuncCreateOptions {
        emptyNamespaces = List.copyOf(emptyNamespaces);
    }
}
