// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.FailedPreconditionException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    @Test
    void lengthOfAPathIsThatOfItsBytes() {
        String fits = "/" + "\u00e4".repeat(52); // 105 bytes
        String doesNot = "/" + "\u00e4".repeat(53);

        assertThat(parse("unix://" + "/a".repeat(53)).socket()).isEqualTo(Path.of("/a".repeat(53)));
        assertThat(parse("{\"version\":2,\"address\":\"unix://" + fits + "\"}").socket())
                .hasToString(fits);
        assertThatThrownBy(() -> parse("{\"version\":2,\"address\":\"unix://" + doesNot + "\"}"))
                .isInstanceOf(FailedPreconditionException.class);
    }

    private static Bootstrap parse(String answer) {
        return Bootstrap.parse(answer.getBytes(StandardCharsets.UTF_8));
    }
}
