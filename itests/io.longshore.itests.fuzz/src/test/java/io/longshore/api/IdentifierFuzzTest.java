// SPDX-License-Identifier: Apache-2.0
package io.longshore.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.longshore.itests.fuzz.Bounds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever somebody calls a container: one file name right below a directory, without anything that a shell or a log minds, or refused. */
class IdentifierFuzzTest {
    private static final Path DIRECTORY = Path.of("/state");

    static Stream<byte[]> names() {
        return Stream.of("default", "a.b_c-1", "..", "a/../../b", "a\u0000b", "-x", "a".repeat(76), "A--b", "a\n", ".")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("names")
    @FuzzTest
    void nameStaysInItsDirectoryOrIsRefused(byte[] bytes) {
        String name = new String(bytes, StandardCharsets.UTF_8);
        boolean accepted = Bounds.within(bytes.length, () -> isAccepted(() -> new Namespace(name)));

        assertThat(isAccepted(() -> new ContainerId(name))).isEqualTo(accepted);
        assertThat(isAccepted(() -> new ExecId(name))).isEqualTo(accepted);
        if (accepted) {
            assertThat(DIRECTORY.resolve(name).normalize().getParent()).isEqualTo(DIRECTORY);
            assertThat(name)
                    .hasSizeBetween(1, 76)
                    .doesNotContain("..")
                    .doesNotStartWith("-")
                    .doesNotStartWith(".");
            assertThat(name.chars())
                    .allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-'));
        }
    }

    private static boolean isAccepted(Runnable constructor) {
        try {
            constructor.run();
            return true;
        } catch (InvalidArgumentException e) {
            assertThat(e.getMessage()).hasSizeLessThan(300).matches("\\p{Print}*");
            return false;
        }
    }
}
