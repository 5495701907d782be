// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.InvalidArgumentException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParsingTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "4096, 4096",
        "1k, 1024",
        "64m, 67108864",
        "64M, 67108864",
        "2g, 2147483648",
        "8589934591g, 9223372035781033984"
    })
    void sizesAreBytesOrHaveAUnitOf1024(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "-1", "64q", "64 m", "1.5g", "64mb", "8589934592g", "99999999999999999999", "٣"})
    void otherSizesAreRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("such as 64m");
    }

    @Test
    void theFirstEqualsSignEndsTheKey() {
        assertThat(KeyValue.parse("--env", "A=b=c")).isEqualTo(new KeyValue("A", "b=c"));
        assertThat(KeyValue.parse("--env", "A=")).isEqualTo(new KeyValue("A", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "=b"})
    void aPairWithoutKeyOrEqualsSignIsRefused(String text) {
        assertThatThrownBy(() -> KeyValue.parse("--env", text))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("--env")
                .hasMessageContaining("key=value");
    }

    @Test
    void pathsMustBeAbsolute() {
        assertThat(AbsolutePath.parse("--rootfs", "/srv")).isEqualTo(Path.of("/srv"));
        assertThatThrownBy(() -> AbsolutePath.parse("--rootfs", "srv")).hasMessageContaining("absolute");
        assertThatThrownBy(() -> AbsolutePath.parse("--rootfs", "/\0")).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void whatIsPrintedIsOneLineAndMovesNoCursor() {
        assertThat(Printable.of(" runc: no such file\n  caused by\r\nx\u001b[2J\u202e "))
                .isEqualTo("runc: no such file;   caused by; x?[2J?");
    }
}
