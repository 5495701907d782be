// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.filters;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Any text can be asked for: quoted byte by byte, as name and as value, it is found, and nothing else is. */
class QuotedFuzzTest {
    @FuzzTest
    void anyTextIsFoundByItsQuotes(FuzzedDataProvider data) {
        String name = text(data);
        String value = text(data);
        Filter filter = Filter.parse("labels." + quoted(name) + "==" + quoted(value));

        assertThat(filter.matches(path -> path.equals(List.of("labels", name)) ? value : null))
                .isTrue();
        assertThat(filter.matches(path -> value + "x")).isFalse();
        assertThat(filter.matches(path -> path.equals(List.of("labels", name + "x")) ? value : null))
                .isFalse();
    }

    /** As UTF-8 has it: half a surrogate pair is no text. */
    private static String text(FuzzedDataProvider data) {
        return new String(data.consumeString(100).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            quoted.append(String.format(b % 2 == 0 ? "\\x%02x" : "\\%03o", b & 0xff));
        }
        return quoted.append('"').toString();
    }
}
