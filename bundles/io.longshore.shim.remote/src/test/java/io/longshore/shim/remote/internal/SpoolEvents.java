// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import com.google.protobuf.Any;
import com.google.protobuf.Timestamp;
import io.longshore.protos.events.TaskExit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** What shims publish, for tests. */
final class SpoolEvents {
    static final Instant AT = Instant.parse("2026-11-24T10:00:00.5Z");

    private SpoolEvents() {}

    /** An exit of a process with the pid 42 in the container {@code web}. */
    static Any exit(String id, int status) {
        return exit(id, status, AT.getEpochSecond());
    }

    static Any exit(String id, int status, long seconds) {
        TaskExit exit = TaskExit.newBuilder()
                .setContainerId("web")
                .setId(id)
                .setPid(42)
                .setExitStatus(status)
                .setExitedAt(Timestamp.newBuilder().setSeconds(seconds).setNanos(500_000_000))
                .build();
        return Any.newBuilder()
                .setTypeUrl("containerd.events.TaskExit")
                .setValue(exit.toByteString())
                .build();
    }

    /** As the publisher would. */
    static void write(Path file, String namespace, Any event) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(("/tasks/exit\n" + namespace + "\n").getBytes(StandardCharsets.UTF_8));
        content.writeBytes(event.toByteArray());
        Files.write(file, content.toByteArray());
    }
}
