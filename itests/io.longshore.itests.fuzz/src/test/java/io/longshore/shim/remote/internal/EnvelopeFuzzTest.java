// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.events.TaskEvent;
import io.longshore.itests.fuzz.Bounds;
import io.longshore.protos.events.TaskExit;
import io.longshore.protos.events.TaskOOM;
import io.longshore.protos.events.ttrpc.Envelope;
import io.longshore.protos.events.ttrpc.ForwardRequest;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a shim forwards: an event of the namespace and the kind that its envelope says, one of another kind, or refused. */
class EnvelopeFuzzTest {
    static Stream<byte[]> requests() {
        Timestamp now = Timestamp.newBuilder().setSeconds(1_700_000_000).build();
        return Stream.of(
                request(
                        "/tasks/exit",
                        "containerd.events.TaskExit",
                        TaskExit.newBuilder()
                                .setContainerId("c1")
                                .setId("e1")
                                .setPid(7)
                                .setExitStatus(137)
                                .setExitedAt(now)
                                .build()),
                request(
                        "/tasks/oom",
                        "containerd.events.TaskOOM",
                        TaskOOM.newBuilder().setContainerId("c1").build()),
                request("/tasks/start", "containerd.events.TaskStart", TaskOOM.getDefaultInstance()));
    }

    private static byte[] request(String topic, String type, MessageLite event) {
        return ForwardRequest.newBuilder()
                .setEnvelope(Envelope.newBuilder()
                        .setTimestamp(Timestamp.newBuilder().setSeconds(1_700_000_000))
                        .setNamespace("default")
                        .setTopic(topic)
                        .setEvent(Any.newBuilder().setTypeUrl(type).setValue(event.toByteString())))
                .build()
                .toByteArray();
    }

    @MethodSource("requests")
    @FuzzTest
    void requestIsAnEventOrRefused(byte[] request) {
        Envelope envelope;
        try {
            envelope = ForwardRequest.parseFrom(request).getEnvelope();
        } catch (InvalidProtocolBufferException e) {
            return; // the server answers so, before it looks what it is
        }
        Optional<TaskEvent> event;
        try {
            event = Bounds.within(request.length, () -> WireEvents.read(envelope));
        } catch (InvalidArgumentException e) {
            assertThat(e.getMessage()).hasSizeLessThan(1000).matches("\\p{Print}*");
            return;
        }

        event.ifPresent(told -> {
            assertThat(told.topic()).isEqualTo(envelope.getTopic());
            assertThat(told.namespace().name()).isEqualTo(envelope.getNamespace());
            assertThat(WireEvents.read(envelope)).isPresent();
        });
    }
}
