// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.protos.runc.v1.ProcessDetails;
import io.longshore.protos.types.Mount;
import io.longshore.protos.types.ProcessInfo;

/** What travels in the same form to and from shims of both generations, most of it as an {@code Any}. */
final class Payloads {
    private static final String PROCESS_TYPE = "types.containerd.io/opencontainers/runtime-spec/1/Process";

    private Payloads() {}

    /** The type's bare name, without the prefix that {@code Any.pack} gives it: shims look for the name as it is. */
    static Any pack(Message message) {
        return Any.newBuilder()
                .setTypeUrl(message.getDescriptorForType().getFullName())
                .setValue(message.toByteString())
                .build();
    }

    /** @param spec the {@code process} of an OCI specification, as JSON */
    static Any process(String spec) {
        return json(PROCESS_TYPE, spec);
    }

    static Any resources(LinuxResources resources) {
        return json(LinuxResources.TYPE_URL, resources.toJson());
    }

    static Mount mount(io.longshore.api.runtime.Mount mount) {
        return Mount.newBuilder()
                .setType(mount.type())
                .setSource(mount.source())
                .addAllOptions(mount.options())
                .build();
    }

    private static Any json(String typeUrl, String json) {
        return Any.newBuilder()
                .setTypeUrl(typeUrl)
                .setValue(ByteString.copyFromUtf8(json))
                .build();
    }

    /** A shim names its own processes; the first one by the container's id, or not at all. */
    static ProcessPid processPid(ProcessInfo process, ContainerId container) {
        try {
            // the message of the second generation is the same but for its package
            String name = ProcessDetails.parseFrom(process.getInfo().getValue()).getExecId();
            boolean added = !name.isEmpty() && !name.equals(container.value());
            return new ProcessPid(Integer.toUnsignedLong(process.getPid()), added ? new ExecId(name) : null);
        } catch (InvalidProtocolBufferException e) {
            throw new UnavailableException("the shim's list of processes cannot be decoded", e);
        }
    }
}
