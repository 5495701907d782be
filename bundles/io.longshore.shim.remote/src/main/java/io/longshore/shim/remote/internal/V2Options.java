// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.longshore.api.TypedPayload;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.RuncCreateOptions;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.protos.runc.v2.Options;
import java.nio.file.Path;

/** The payloads that a shim of the second generation looks into. */
final class V2Options {
    private V2Options() {}

    /** What its program is told when it starts a shim; the default instance for nothing. */
    static Any start(ShimLaunch launch) {
        return V2Program.drivesRunc(launch.shimBinary())
                ? Payloads.pack(runc(launch).build())
                : own(launch);
    }

    /** What the shim is told when it creates a container. */
    static Any create(ShimLaunch launch, RuncCreateOptions options) {
        if (!V2Program.drivesRunc(launch.shimBinary())) {
            return own(launch);
        }
        return Payloads.pack(runc(launch)
                .setNoPivotRoot(options.noPivotRoot())
                .setNoNewKeyring(options.noNewKeyring())
                .setIoUid(options.ioUid())
                .setIoGid(options.ioGid())
                .setCriuImagePath(options.criuImagePath())
                .setCriuWorkPath(options.criuWorkPath())
                .build());
    }

    /** Without the cgroup of the shim: it would have to be there, and is joined from here. */
    private static Options.Builder runc(ShimLaunch launch) {
        return Options.newBuilder()
                .setBinaryName(launch.runc().runtime())
                .setRoot(launch.runc().runtimeRoot())
                .setCriuPath(launch.runc().criuPath())
                .setSystemdCgroup(launch.runc().systemdCgroup());
    }

    private static Any own(ShimLaunch launch) {
        TypedPayload options = launch.options();
        return options == null
                ? Any.getDefaultInstance()
                : Any.newBuilder()
                        .setTypeUrl(options.typeUrl())
                        .setValue(ByteString.copyFrom(options.value()))
                        .build();
    }

    static Any checkpoint(Path image, CheckpointOptions options) {
        return Payloads.pack(io.longshore.protos.runc.v2.CheckpointOptions.newBuilder()
                .setExit(options.exit())
                .setOpenTcp(options.openTcp())
                .setExternalUnixSockets(options.externalUnixSockets())
                .setTerminal(options.terminal())
                .setFileLocks(options.fileLocks())
                .addAllEmptyNamespaces(options.emptyNamespaces())
                .setCgroupsMode(options.cgroupsMode())
                .setImagePath(image.toString())
                .setWorkPath(options.workPath())
                .build());
    }
}
