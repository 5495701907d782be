// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.filters;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.longshore.api.InvalidArgumentException;
import io.longshore.itests.fuzz.Bounds;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever somebody types as a filter: a condition that can be asked of any text, or refused in words that can be printed. */
class FilterFuzzTest {
    private static final String TEXT = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\u00e4\ud83d\ude00".repeat(20);

    static Stream<byte[]> filters() {
        return Stream.of(
                        "id==c1",
                        "labels.\"a/b\" != \"x\\u00e4\\101\\x41\\n\", image",
                        "topic~=|^/tasks/(exit|oom)$|,event.id~=/a\\/b{2,3}/",
                        "id~=(a|aa)+$",
                        "id~=(?i:\\pL[[:alpha:]\\d^]){1,9}?\\b\\Qx\\E",
                        "id~=((((a*)*)*)*)*b",
                        "id~=[^\\x{10FFFF}]\\C*")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("filters")
    @FuzzTest
    void filterIsAConditionOrRefused(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Filter filter;
        try {
            filter = Bounds.within(bytes.length, () -> Filter.parse(text));
        } catch (InvalidArgumentException e) {
            assertThat(e.getMessage()).hasSizeLessThan(1500).doesNotMatch("(?s).*\\p{Cntrl}.*");
            return;
        }

        boolean missing = Bounds.within(0, () -> filter.matches(path -> null));
        Bounds.within(TEXT.length(), () -> filter.matches(path -> TEXT));
        Bounds.within(bytes.length, () -> filter.matches(path -> String.join(".", path)));
        assertThat(Filter.parse(text, text).matches(path -> null)).isEqualTo(missing);
    }
}
