// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static io.longshore.metadata.internal.Examples.TEST;
import static io.longshore.metadata.internal.Examples.container;
import static io.longshore.metadata.internal.Examples.full;
import static io.longshore.metadata.internal.Examples.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.containers.Container;
import java.time.Instant;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StoredCodecTest {
    private static Stored there(Stored stored) {
        return Objects.requireNonNull(StoredCodec.stored(body(StoredCodec.frame(stored))));
    }

    private static byte[] body(byte[] frame) {
        return Objects.requireNonNull(Frame.body(frame));
    }

    @Test
    void aFullContainerComesBackEqual() {
        Instant created = Instant.parse("2026-11-24T10:00:00.123456789Z");
        Container full = full("c").toBuilder()
                .times(created, Instant.parse("1969-12-31T23:59:59.999999999Z"))
                .build();

        Stored back = there(new Stored.OfContainer(7, TEST, full));

        assertThat(back).isEqualTo(new Stored.OfContainer(7, TEST, full));
    }

    @Test
    void aPlainContainerComesBackEqual() {
        Stored stored = new Stored.OfContainer(1, TEST, container("c"));

        assertThat(there(stored)).isEqualTo(stored);
    }

    @Test
    void namespacesRemovalsAndMarksComeBackEqual() {
        Stored namespace = new Stored.OfNamespace(2, TEST, new TreeMap<>(java.util.Map.of("k", "v")));
        Stored noContainer = new Stored.Removed(3, new Key(TEST, id("c")));
        Stored noNamespace = new Stored.Removed(4, new Key(TEST, null));
        Mark mark = new Mark(1, 5, 6, -7);

        assertThat(there(namespace)).isEqualTo(namespace);
        assertThat(there(noContainer)).isEqualTo(noContainer);
        assertThat(there(noNamespace)).isEqualTo(noNamespace);
        assertThat(StoredCodec.mark(body(StoredCodec.frame(mark)))).isEqualTo(mark);
    }

    @Test
    void halfASurrogatePairIsRefusedInsteadOfAltered() {
        Container broken = Examples.containerBuilder("c").label("k", "\uD83D").build();

        assertThatThrownBy(() -> StoredCodec.frame(new Stored.OfContainer(1, TEST, broken)))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void noPartOfABodyIsTakenForARecord() {
        byte[] body = body(StoredCodec.frame(new Stored.OfContainer(1, TEST, full("c"))));

        for (int length = 0; length < body.length; length++) {
            assertThat(StoredCodec.stored(java.util.Arrays.copyOf(body, length)))
                    .isNull();
        }
    }
}
