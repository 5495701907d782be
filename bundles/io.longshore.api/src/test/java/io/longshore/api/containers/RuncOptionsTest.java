// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.TypedPayload;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuncOptionsTest {
    @Test
    void theyAreReadAsTheyWereWritten() {
        RuncOptions options = new RuncOptions("/usr/bin/cr\"un", "/run/ö", "/sbin/criu", true);

        assertThat(RuncOptions.from(options.toPayload())).isEqualTo(options);
        assertThat(RuncOptions.from(RuncOptions.NONE.toPayload())).isEqualTo(RuncOptions.NONE);
    }

    @Test
    void noneAndAbsentFieldsChangeNothing() {
        assertThat(RuncOptions.from(null)).isEqualTo(RuncOptions.NONE);
        assertThat(RuncOptions.from(payload("{}"))).isEqualTo(RuncOptions.NONE);
        assertThat(RuncOptions.from(payload("{\"runtime\":null,\"systemdCgroup\":true}")))
                .isEqualTo(new RuncOptions("", "", "", true));
    }

    @Test
    void anotherTypeIsRefused() {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(
                        () -> RuncOptions.from(new TypedPayload("containerd.linux.runc.CreateOptions", new byte[0])))
                .withMessageContaining("invalid runtime options format")
                .withMessageContaining("containerd.linux.runc.CreateOptions");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "1",
                "\"runc\"",
                "{",
                "{} {}",
                "{\"runtime\":[]}",
                "{\"runtime\":{}}",
                "{runtime:'runc'}",
                "{\"runtime\":'runc'}",
                "{} // comment",
                "\u0000\u0001",
            })
    void whatIsNotOneObjectOfOursIsRefused(String json) {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> RuncOptions.from(payload(json)))
                .withMessageContaining("invalid runtime options format");
    }

    private static TypedPayload payload(String json) {
        return new TypedPayload(RuncOptions.TYPE_URL, json.getBytes(StandardCharsets.UTF_8));
    }
}
