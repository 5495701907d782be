// SPDX-License-Identifier: Apache-2.0
package io.longshore.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTest {
    private static final Caller KARAF = new Caller("karaf", Set.of(Role.ADMIN));

    @Test
    void aLineSaysWhoAndWhatAndOnWhatAndHowItWent() {
        assertThat(lines(() -> Audit.log(KARAF, "killTask", "blue", "web/sh1", "done")))
                .containsExactly("user=karaf operation=killTask namespace=blue id=web/sh1 outcome=done");
        assertThat(lines(() -> Audit.log(KARAF, "createNamespace", "blue", "", "denied")))
                .containsExactly("user=karaf operation=createNamespace namespace=blue id= outcome=denied");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "web outcome=done            | \"web outcome=done\"",
                "a=b                         | \"a=b\"",
                "web\" outcome=\"done        | \"web\\\" outcome=\\\"done\"",
                "a\\                         | \"a\\\\\"",
                "no such program: /bin/x     | \"no such program: /bin/x\"",
                "`,`                         | \",\"",
                "Müller                      | \"Müller\""
            })
    void aValueThatCouldBeTakenForMoreFieldsIsQuoted(String value, String written) {
        assertThat(lines(() -> Audit.log(KARAF, "startTask", "blue", value, "denied")))
                .containsExactly("user=karaf operation=startTask namespace=blue id=" + written + " outcome=denied");
        assertThat(lines(() -> Audit.log(new Caller(value, Set.of()), "startTask", value, "web", value)))
                .containsExactly(
                        "user=" + written + " operation=startTask namespace=" + written + " id=web outcome=" + written);
    }

    @ParameterizedTest
    @ValueSource(ints = {'\n', '\r', 0x1b, 0x7f, 0x85, 0x200b, 0x202e, 0x2028, 0x2029, 0xfeff, 0xe0001})
    void whatCannotBeSeenIsWrittenAsANumber(int invisible) {
        String id = "web" + Character.toString(invisible) + "user=admin";
        String number = new String(Character.toChars(invisible))
                .chars()
                .mapToObj(unit -> String.format("\\u%04x", unit))
                .reduce("", String::concat);

        assertThat(lines(() -> Audit.log(KARAF, "startTask", "blue", id, "done")))
                .containsExactly("user=karaf operation=startTask namespace=blue id=\"web" + number
                        + "user=admin\" outcome=done");
    }

    @Test
    void theEndOfALongValueIsLeftOutAndTheQuoteIsThere() {
        assertThat(lines(() -> Audit.log(KARAF, "startTask", "blue", "\"".repeat(2_000), "done")))
                .containsExactly("user=karaf operation=startTask namespace=blue id=\"" + "\\\"".repeat(1_000)
                        + "\" outcome=done");
    }

    private static List<String> lines(Runnable action) {
        PrintStream before = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(before);
        }
        String mark = "INFO io.longshore.access.audit - ";
        return bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.contains(mark) ? line.substring(line.indexOf(mark) + mark.length()) : line)
                .toList();
    }
}
