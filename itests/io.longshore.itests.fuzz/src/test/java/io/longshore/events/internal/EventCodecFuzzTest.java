// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.LongshoreException;
import io.longshore.api.Namespace;
import io.longshore.api.TypedPayload;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.NamespaceEvent;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Stdio;
import io.longshore.itests.fuzz.Bounds;
import java.nio.BufferUnderflowException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the payload of a journal's frame is: an event that is written and read again as the same, or none. */
class EventCodecFuzzTest {
    static Stream<byte[]> payloads() {
        Namespace in = new Namespace("default");
        ContainerId id = new ContainerId("c1");
        ExecId exec = new ExecId("e1");
        Exit exit = new Exit(137, Instant.ofEpochSecond(1_700_000_000, 5), Exit.Cause.OOM_KILLED, "detail");
        RuntimeInfo runtime = new RuntimeInfo("r", new TypedPayload("type", new byte[] {1, 2}));
        return Stream.<LongshoreEvent>of(
                        new TaskEvent.Created(
                                in,
                                id,
                                "/bundle",
                                List.of(new Mount("bind", "/srv", List.of("ro", "bind"))),
                                new Stdio("/in", "/out", "", true),
                                "/checkpoint",
                                7),
                        new TaskEvent.Started(in, id, 7),
                        new TaskEvent.Exited(in, id, exec, 7, exit),
                        new TaskEvent.ExecStarted(in, id, exec, 9),
                        new TaskEvent.Checkpointed(in, id, "/c"),
                        new ContainerEvent.Created(in, id, "image", runtime),
                        new ContainerEvent.Updated(in, id, "image", new TreeMap<>(Map.of("a", "b")), "key"),
                        new NamespaceEvent.Created(in, new TreeMap<>(Map.of("a", "b"))))
                .map(EventCodecFuzzTest::encoded);
    }

    @MethodSource("payloads")
    @FuzzTest
    void payloadIsReadAgainAsTheSameOrIsNone(byte[] payload) {
        @Nullable LongshoreEvent event;
        try {
            event = Bounds.within(payload.length, () -> EventCodec.decode(payload, 0, payload.length));
        } catch (BufferUnderflowException | LongshoreException | DateTimeException | IllegalArgumentException e) {
            return; // which the reader of the journal takes for one that this version cannot read
        }

        if (event != null) {
            byte[] again = encoded(event);
            assertThat(EventCodec.decode(again, 0, again.length)).isEqualTo(event);
        }
    }

    private static byte[] encoded(LongshoreEvent event) {
        ByteSink out = new ByteSink();
        EventCodec.encode(event, out);
        return Arrays.copyOf(out.array(), out.length());
    }
}
