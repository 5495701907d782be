// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import com.google.protobuf.Any;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.RuncCreateOptions;
import io.longshore.protos.runc.v1.CreateOptions;
import java.nio.file.Path;

/** The payloads that a shim of the first generation looks into. */
final class V1Options {
    private V1Options() {}

    static Any create(RuncCreateOptions options) {
        return Payloads.pack(CreateOptions.newBuilder()
                .setNoPivotRoot(options.noPivotRoot())
                .setNoNewKeyring(options.noNewKeyring())
                .setShimCgroup(options.shimCgroup())
                .setIoUid(options.ioUid())
                .setIoGid(options.ioGid())
                .setOpenTcp(options.openTcp())
                .setExternalUnixSockets(options.externalUnixSockets())
                .setTerminal(options.terminal())
                .setFileLocks(options.fileLocks())
                .addAllEmptyNamespaces(options.emptyNamespaces())
                .setCgroupsMode(options.cgroupsMode())
                .setCriuWorkPath(options.criuWorkPath())
                .setCriuImagePath(options.criuImagePath())
                .build());
    }

    static Any checkpoint(Path image, CheckpointOptions options) {
        return Payloads.pack(io.longshore.protos.runc.v1.CheckpointOptions.newBuilder()
                .setExit(options.exit())
                .setOpenTcp(options.openTcp())
                .setExternalUnixSockets(options.externalUnixSockets())
                .setTerminal(options.terminal())
                .setFileLocks(options.fileLocks())
                .addAllEmptyNamespaces(options.emptyNamespaces())
                .setCgroupsMode(options.cgroupsMode())
                .setWorkPath(options.workPath())
                .setImagePath(image.toString())
                .build());
    }
}
