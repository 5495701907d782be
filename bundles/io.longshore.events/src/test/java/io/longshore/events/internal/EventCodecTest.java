// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.events.LongshoreEvent;
import java.util.Arrays;
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
