// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.TypedPayload;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.NamespaceEvent;
import io.longshore.itests.fuzz.Bounds;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the body of a frame is: a record, a mark or an event that is written and read again as the same, or nothing. */
class StoredCodecFuzzTest {
    static Stream<byte[]> bodies() {
        Namespace namespace = new Namespace("default");
        ContainerId id = new ContainerId("c1");
        TypedPayload payload = new TypedPayload("type", new byte[] {1, -1, 0});
        RuntimeInfo runtime = new RuntimeInfo("io.containerd.runc.v2", payload);
        Container container = Container.builder(
                        id,
                        OciSpec.builder(namespace, id)
                                .rootfs(Path.of("/srv"))
                                .args("true")
                                .build())
                .label("a", "\u00e4\ud83d\ude00")
                .image("image")
                .runtime(runtime)
                .snapshot("overlay", "key")
                .times(Instant.ofEpochSecond(1, 2), Instant.MAX)
                .extension("x", payload)
                .build();
        return Stream.of(
                        StoredCodec.frame(new Stored.OfContainer(7, namespace, container)),
                        StoredCodec.frame(new Stored.OfNamespace(8, namespace, new TreeMap<>(Map.of("a", "b")))),
                        StoredCodec.frame(new Stored.Removed(9, new Key(namespace, id))),
                        StoredCodec.frame(new Stored.Removed(9, new Key(namespace, null))),
                        StoredCodec.frame(new Mark(Mark.SCHEMA, 1, 2, 3)),
                        new PendingEvent(1, 2, new ContainerEvent.Created(namespace, id, "image", runtime)).frame(),
                        new PendingEvent(
                                        1,
                                        2,
                                        new ContainerEvent.Updated(
                                                namespace, id, "image", new TreeMap<>(Map.of("a", "b")), "key"))
                                .frame(),
                        new PendingEvent(1, 2, new NamespaceEvent.Deleted(namespace)).frame())
                .map(StoredCodecFuzzTest::body);
    }

    @MethodSource("bodies")
    @FuzzTest
    void bodyIsReadAgainAsTheSameOrIsNone(byte[] body) {
        assertThat(body(Frame.of(body))).isEqualTo(body);
        @Nullable Stored stored = Bounds.within(body.length, () -> StoredCodec.stored(body));
        if (stored != null) {
            assertThat(StoredCodec.stored(body(StoredCodec.frame(stored)))).isEqualTo(stored);
        }
        @Nullable Mark mark = Bounds.within(body.length, () -> StoredCodec.mark(body));
        if (mark != null) {
            assertThat(StoredCodec.mark(body(StoredCodec.frame(mark)))).isEqualTo(mark);
        }
        @Nullable PendingEvent event = Bounds.within(body.length, () -> PendingEvent.read(body));
        if (event != null) {
            assertThat(PendingEvent.read(body(event.frame()))).isEqualTo(event);
        }
    }

    private static byte[] body(byte[] frame) {
        byte @Nullable [] body = Frame.body(frame);
        if (body == null) {
            throw new AssertionError("a frame that was just made is not intact");
        }
        return body;
    }
}
