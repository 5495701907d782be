// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.RuncCreateOptions;
import io.longshore.protos.runc.v1.CreateOptions;
import io.longshore.protos.runc.v1.ProcessDetails;
import java.nio.file.Path;

/** The payloads that a shim of the first generation looks into. */
final class V1Options {
    private V1Options() {}

    static Any create(RuncCreateOptions options) {
        return pack(CreateOptions.newBuilder()
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
        return pack(io.longshore.protos.runc.v1.CheckpointOptions.newBuilder()
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

    static Any json(String typeUrl, String json) {
        return Any.newBuilder()
                .setTypeUrl(typeUrl)
                .setValue(ByteString.copyFromUtf8(json))
                .build();
    }

    /** What the shim calls a process; empty if it does not know it. */
    static String execId(Any info) {
        try {
            return ProcessDetails.parseFrom(info.getValue()).getExecId();
        } catch (InvalidProtocolBufferException e) {
            throw new UnavailableException("the shim's list of processes cannot be decoded", e);
        }
    }

    /** The type's bare name, without the prefix that {@code Any.pack} gives it: shims look for the name as it is. */
    private static Any pack(Message message) {
        return Any.newBuilder()
                .setTypeUrl(message.getDescriptorForType().getFullName())
                .setValue(message.toByteString())
                .build();
    }
}
