// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.longshore.api.ExecId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.events.TaskEvent;
import io.longshore.itests.fuzz.Bounds;
import io.longshore.protos.events.TaskExit;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever lies in the spool: an exit, an event of another kind, or refused. What was read is read again the same. */
class SpoolFileFuzzTest {
    static Stream<byte[]> files() {
        TaskExit exit = TaskExit.newBuilder()
                .setContainerId("c1")
                .setId("c1")
                .setPid(7)
                .setExitStatus(3)
                .setExitedAt(Timestamp.newBuilder().setSeconds(1_700_000_000).setNanos(5))
                .build();
        return Stream.of(
                file("default", "containerd.events.TaskExit", exit),
                file(
                        "default",
                        "containerd.events.TaskExit",
                        exit.toBuilder().setId("e1").build()),
                file("default", "containerd.events.TaskOOM", exit),
                "/tasks/exit\ndefault\n".getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] file(String namespace, String type, TaskExit exit) {
        return ByteString.copyFromUtf8("/tasks/exit\n" + namespace + "\n")
                .concat(Any.newBuilder()
                        .setTypeUrl(type)
                        .setValue(exit.toByteString())
                        .build()
                        .toByteString())
                .toByteArray();
    }

    @MethodSource("files")
    @FuzzTest
    void fileIsAnEventOrRefused(byte[] content) {
        Optional<TaskEvent> event;
        try {
            event = Bounds.within(content.length, () -> SpoolFile.parse(content));
        } catch (InvalidArgumentException e) {
            assertThat(e.getMessage()).hasSizeLessThan(1000).matches("\\p{Print}*");
            return;
        }

        if (event.isPresent()) {
            TaskEvent.Exited exited = (TaskEvent.Exited) event.get();
            if (exited.exit().status() != null) {
                assertThat(SpoolFile.parse(published(exited))).contains(exited);
            }
        }
    }

    /** The file that such an exit comes in. */
    private static byte[] published(TaskEvent.Exited exited) {
        ExecId execId = exited.execId();
        Integer status = exited.exit().status();
        Instant at = exited.exit().at();
        return file(
                exited.namespace().name(),
                "containerd.events.TaskExit",
                TaskExit.newBuilder()
                        .setContainerId(exited.containerId().value())
                        .setId(execId == null ? exited.containerId().value() : execId.value())
                        .setPid((int) exited.pid())
                        .setExitStatus(status == null ? 0 : status)
                        .setExitedAt(Timestamp.newBuilder()
                                .setSeconds(at.getEpochSecond())
                                .setNanos(at.getNano()))
                        .build());
    }
}
