// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RowsTest {
    private final Rows rows = new Rows("What", "When", "Took");

    private String printed(boolean format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        rows.print(new PrintStream(bytes, true, UTF_8), format);
        return bytes.toString(UTF_8);
    }

    @Test
    void peopleSeeTimesAsExactAsTheyCanUse() {
        rows.add("start", Instant.parse("2026-11-24T10:00:00.123456789Z"), Duration.ofMillis(1_239));

        assertThat(printed(true)).contains("start | 2026-11-24T10:00:00.123Z | 1.24 s");
        assertThat(printed(false)).isEqualTo("start\t2026-11-24T10:00:00.123456789Z\tPT1.239S\n");
    }

    @Test
    void whatIsNotKnownIsEmptyAndWhatMovesTheCursorIsNot() {
        rows.add(null, "a\u001b[2Jb", null);

        assertThat(printed(false)).isEqualTo("\ta?[2Jb\t\n");
    }
}
