// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.api.InvalidArgumentException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamOptionsTest {

    @Test
    void optionsAreChangedOneByOne() {
        Duration second = Duration.ofSeconds(1);

        StreamOptions options = StreamOptions.DEFAULT
                .withTerminal()
                .withoutStdin()
                .withReadTimeout(second)
                .withWriteTimeout(second.multipliedBy(2))
                .withDrainLimit(second.multipliedBy(3));

        assertThat(options)
                .isEqualTo(new StreamOptions(true, false, second, second.multipliedBy(2), second.multipliedBy(3)));
    }

    @Test
    void spansThatAreNotPositiveAreRefused() {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> StreamOptions.DEFAULT.withDrainLimit(Duration.ZERO));
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> StreamOptions.DEFAULT.withReadTimeout(Duration.ofMillis(-1)));
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> StreamOptions.DEFAULT.withWriteTimeout(Duration.ZERO));
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> StreamOptions.DEFAULT.withReadTimeout(Duration.ofSeconds(Long.MAX_VALUE)));
    }
}
