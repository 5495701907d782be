// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RuncMessageTest {
    @Test
    void theLastLoggedErrorWinsOverWhatFollowsIt() {
        assertThat(message("""
                {"level":"error","msg":"first"}
                {"level":"error","msg":"second","time":"now"}
                {"level":"warning","msg":"harmless"}
                {not json
                bye
                """)).isEqualTo("second");
    }

    @Test
    void aLineCutAtTheBeginningIsNoHindrance() {
        assertThat(message("evel\":\"error\",\"msg\":\"first\"}\n{\"level\":\"fatal\",\"msg\":\"second\"}"))
                .isEqualTo("second");
    }

    @Test
    void withoutALogTheLastLineIsTheMessage() {
        assertThat(message("usage:\nsh: 1: nsenter: not found\n\n"))
                .isEqualTo("sh: 1: nsenter: not found (exit status 1)");
    }

    @Test
    void terminalEscapesAndLineBreaksAreNeutralised() {
        assertThat(message("{\"level\":\"error\",\"msg\":\"exec \\u001b[2Jtop\\nsecret\\r\\n\"}"))
                .isEqualTo("exec  [2Jtop secret");
        assertThat(message("\u001b]0;owned\u0007\u009b31m\u202e"))
                .doesNotContain("\u001b", "\u0007", "\u009b", "\u202e");
    }

    @Test
    void anEndlessLineIsCut() {
        assertThat(message("x".repeat(60_000))).hasSizeLessThan(5_000).startsWith("xxxx");
    }

    @Test
    void bytesThatAreNotUtf8DoNoHarm() {
        assertThat(RuncMessage.of(new byte[] {(byte) 0xff, 'a', (byte) 0xc3}, 1))
                .contains("a");
    }

    private static String message(String stderr) {
        return RuncMessage.of(stderr.getBytes(StandardCharsets.UTF_8), 1);
    }
}
