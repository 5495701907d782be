// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.api.InvalidArgumentException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FilterTest {
    private static final Map<List<String>, String> WEB = Map.of(
            List.of("id"), "web",
            List.of("image"), "docker.io/library/busybox:1.36",
            List.of("topic"), "/tasks/exit",
            List.of("labels", "tier"), "front",
            List.of("labels", "empty"), "",
            List.of("labels", "a/b c"), "x, \"y\"",
            List.of("labels", "größe"), "日本 \uD83D\uDEA2");

    private static boolean matches(String... filters) {
        return Filter.parse(filters).matches(WEB::get);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "id",
                "labels.empty",
                "id==web",
                "id!=db",
                "labels.tier==front",
                "labels.empty==\"\"",
                "missing!=x",
                "missing~=^$",
                "id~=^w.b$",
                "id~=e",
                "id~=\"^w[a-f]b$\"",
                "id~=/^web$/",
                "id~=|^web$|",
                "topic==/tasks/exit",
                "topic==\"/tasks/exit\"",
                "topic~=|^/tasks/|",
                "topic~=/^\\/tasks\\//",
                "image~=\\d+\\.\\d+",
                "image~=\"\\\\d+\\\\.\\\\d+\"",
                "image~=.*busybox",
                "image!=.hidden",
                "labels.\"a/b c\"==\"x, \\\"y\\\"\"",
                "labels.\"gr\\u00f6\\xc3\\x9fe\"~=日本",
                "labels.\"größe\"==\"日本 \\U0001F6A2\"",
                "labels.\"gr\\303\\266ße\"",
                "\"id\"==\"\\x77e\\142\"",
                " id == web , labels . tier != back ",
                "id==web,labels.tier~=^fr,topic",
            })
    void matching(String filter) {
        assertThat(matches(filter)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "missing",
                "labels",
                "id.more",
                "id==we",
                "id==WEB",
                "id!=web",
                "missing==\"\"",
                "missing!=\"\"",
                "labels.empty!=\"\"",
                "missing~=.",
                "id~=^e",
                "id~=/WEB/",
                "id==web,missing",
                "missing,id==web",
                "labels.\"tier.x\"",
            })
    void notMatching(String filter) {
        assertThat(matches(filter)).isFalse();
    }

    @Test
    void severalFiltersMeanOrAndCommasMeanAnd() {
        assertThat(matches("id==db", "id==web,labels.tier==front")).isTrue();
        assertThat(matches("id==web,labels.tier==back", "id==db")).isFalse();
        assertThat(matches("id==db,id==web")).isFalse();
        assertThat(matches("id==db", "")).isTrue();
        assertThat(matches()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "` `; 2; expected a field name, found the end",
                "`,id`; 1; expected a field name, found ','",
                "`id,`; 4; expected a field name, found the end",
                "`.id`; 1; expected a field name, found '.'",
                "`labels.`; 8; expected a field name, found the end",
                "`labels..x`; 8; expected a field name, found '.'",
                "`größe`; 3; expected ==, != or ~=, found 'ö'",
                "`|id|`; 1; expected a field name, found '|'",
                "`/id/==x`; 1; expected a field name, found '/'",
                "`id=web`; 3; expected ==, != or ~=, found '='",
                "`id===web`; 3; expected ==, != or ~=, found '==='",
                "`id=~web`; 3; expected ==, != or ~=, found '=~'",
                "`id~=!x`; 3; expected ==, != or ~=, found '~=!'",
                "`id web`; 4; expected ==, != or ~=, found 'w'",
                "`id==`; 5; expected a value, found the end",
                "`id== ,image`; 6; expected a value, found ','",
                "`id==a b`; 7; expected ',' or the end, found 'b'",
                "`id==\"a\"b`; 8; expected ',' or the end, found 'b'",
                "`id==\"a`; 7; expected the closing \", found the end",
                "`id~=/a`; 7; expected the closing /, found the end",
                "`id==|a|`; 5; expected a value; only a regular expression can be between bars, found '|'",
                "`id==\"\\d\"`; 6; expected an escape of Go",
                "`id~=/\\d/`; 6; expected an escape of Go",
                "`id==\"\\/\"`; 6; expected an escape of Go",
                "`id==\"\\`; 6; expected an escape of Go",
                "`id==\"\\xg0\"`; 8; expected 2 hexadecimal digits, found 'g'",
                "`id==\"\\u12\"`; 10; expected 4 hexadecimal digits, found '\"'",
                "`id==\"\\18\"`; 8; expected 2 more octal digits, found '8'",
                "`id==\"\\400\"`; 6; expected at most \\377",
                "`id==\"\\ud800\"`; 6; expected the number of a Unicode character",
                "`id==\"\\UFFFFFFFF\"`; 6; expected the number of a Unicode character",
                "`id==\"\\xff\"`; 5; expected escapes that make valid UTF-8",
                "`id==x,image~=[a`; 14; expected a regular expression: missing closing ]",
                "`id~=/(?=a)/`; 5; expected a regular expression: invalid or unsupported Perl syntax",
                "`id~=(a)\\1`; 5; expected a regular expression: invalid escape sequence",
                "`\uD83D\uDEA2`; 1; expected a field name, found '\uD83D\uDEA2'",
                "`id==\uD83D\uDEA2 x`; 7; expected ',' or the end, found 'x'",
            })
    void aWrongFilterSaysWhereAndWhatWasExpected(String filter, int character, String why) {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> Filter.parse("id", filter))
                .withMessageStartingWith("the filter '" + filter + "' is wrong at character " + character + ": " + why);
    }

    @Test
    void whatCannotBeSeenIsRefusedAndNotPrinted() {
        for (String hidden : List.of("\u0000", "\uD800", "\u200B", "\u001B")) {
            String number = String.format("U+%04X", (int) hidden.charAt(0));
            assertThatExceptionOfType(InvalidArgumentException.class)
                    .isThrownBy(() -> Filter.parse("id==a" + hidden))
                    .withMessage(
                            "the filter 'id==a?' is wrong at character 6: expected ',' or the end, found " + number);
        }
        for (String refused : List.of("\u0000", "\uD800", "\n")) {
            assertThatExceptionOfType(InvalidArgumentException.class)
                    .isThrownBy(() -> Filter.parse("id==\"a" + refused + "\""))
                    .withMessageContaining("wrong at character 7");
        }
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> Filter.parse("=" + "x".repeat(100_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
    }

    @Test
    void simpleEscapesAreThoseOfGo() {
        String all = "\u0007\b\f\n\r\t\u000b\\\"";

        Filter filter = Filter.parse("x==\"\\a\\b\\f\\n\\r\\t\\v\\\\\\\"\"");

        assertThat(filter.matches(path -> all)).isTrue();
    }

    @Test
    void randomTextIsAFilterOrAnInvalidArgument() {
        Random random = new Random(3);
        String[] parts = {
            "a", "labels", ".", ",", "==", "!=", "~=", "=", "\"", "/", "|", "\\", "\\x41", "\\u00e9", "\\7", " ", "\n",
                    "\t", "\0",
            "(", ")", "[", "]", "{", "}", "*", "+", "?", "^", "$", "9", "{1000}", "{0,99}", "(?:", "(?i)", "\\pL",
                    "\\Q", "é",
            "\uD83D\uDEA2", "\uD83D", "\uDEA2", "\u200B", "\u0085", "-", "_"
        };
        int accepted = 0;
        for (int round = 0; round < 200_000; round++) {
            // half of them reach the value
            StringBuilder filter = new StringBuilder(round % 2 == 0 ? "" : random.nextBoolean() ? "id~=" : "id~=/");
            for (int n = random.nextInt(12); n >= 0; n--) {
                filter.append(parts[random.nextInt(parts.length)]);
            }
            if (accepts(filter.toString())) {
                accepted++;
            }
        }
        assertThat(accepted).isBetween(1_000, 199_000);
    }

    /** Anything but an {@link InvalidArgumentException} goes on to the test. */
    private static boolean accepts(String filter) {
        try {
            Filter.parse(filter).matches(WEB::get);
            return true;
        } catch (InvalidArgumentException e) {
            return false;
        }
    }
}
