// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Stdio;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class EventCodecTest {
    @Test
    void everyTypeOfEventComesBackAsItWas() {
        for (LongshoreEvent event : Samples.all()) {
            byte[] payload = encoded(event);

            assertThat(EventCodec.decode(payload, 0, payload.length)).isEqualTo(event);
        }
    }

    @Test
    void noTypeOfEventIsForgotten() {
        Set<Class<?>> sampled = Samples.all().stream().map(Object::getClass).collect(Collectors.toSet());

        assertThat(sampled).isEqualTo(records(LongshoreEvent.class).collect(Collectors.toSet()));
    }

    @Test
    void fieldsThatANewerVersionAppendedAreIgnored() {
        byte[] payload = encoded(Samples.exited());

        byte[] longer = Arrays.copyOf(payload, payload.length + 9);

        assertThat(EventCodec.decode(longer, 0, longer.length)).isEqualTo(Samples.exited());
    }

    @Test
    void fieldsThatAnOlderVersionDidNotWriteAreEmpty() {
        Namespace namespace = new Namespace("ns");
        ContainerId id = new ContainerId("web");
        List<LongshoreEvent> events = List.of(
                new TaskEvent.Created(namespace, id, "/run/b", List.of(), Stdio.NULL, 17),
                new ContainerEvent.Created(namespace, id, "busybox", RuntimeInfo.linuxV1()));
        int[] written = {Integer.BYTES, 1};

        for (int i = 0; i < written.length; i++) {
            byte[] payload = encoded(events.get(i));

            assertThat(EventCodec.decode(payload, 0, payload.length - written[i]))
                    .isEqualTo(events.get(i));
        }
    }

    @Test
    void unknownTypesAndNewerEncodingsAreNothing() {
        byte[] type = encoded(Samples.exited());
        type[1] = 0x7f;
        byte[] encoding = encoded(Samples.exited());
        encoding[0] = 2;

        assertThat(EventCodec.decode(type, 0, type.length)).isNull();
        assertThat(EventCodec.decode(encoding, 0, encoding.length)).isNull();
    }

    private static byte[] encoded(LongshoreEvent event) {
        ByteSink out = new ByteSink();
        EventCodec.encode(event, out);
        return Arrays.copyOf(out.array(), out.length());
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(EventCodecTest::records)
                : Stream.of(type);
    }
}
