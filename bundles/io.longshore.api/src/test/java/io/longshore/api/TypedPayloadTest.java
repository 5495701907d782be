// SPDX-License-Identifier: Apache-2.0
package io.longshore.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TypedPayloadTest {
    @Test
    void bytesAreCopiedOnTheWayInAndOut() {
        byte[] given = {1, 2};
        TypedPayload payload = new TypedPayload("t", given);

        given[0] = 9;
        payload.value()[1] = 9;

        assertThat(payload.value()).containsExactly(1, 2);
    }

    @Test
    void equalityIsByContent() {
        TypedPayload payload = new TypedPayload("t", new byte[] {1});

        assertThat(payload)
                .isEqualTo(new TypedPayload("t", new byte[] {1}))
                .hasSameHashCodeAs(new TypedPayload("t", new byte[] {1}))
                .isNotEqualTo(new TypedPayload("t", new byte[] {2}))
                .isNotEqualTo(new TypedPayload("u", new byte[] {1}));
    }

    @Test
    void thePrintedFormKeepsTheContentSecret() {
        TypedPayload payload = new TypedPayload("t", "PASSWORD=é".getBytes(StandardCharsets.UTF_8));

        assertThat(payload).hasToString("t (11 bytes)");
        assertThat(payload.text()).isEqualTo("PASSWORD=é");
    }

    @Test
    void aPayloadNeedsAType() {
        assertThatExceptionOfType(InvalidArgumentException.class).isThrownBy(() -> new TypedPayload("", new byte[0]));
    }
}
