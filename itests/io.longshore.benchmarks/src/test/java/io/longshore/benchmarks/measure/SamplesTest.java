// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void percentilesAreSamplesWhateverTheirOrderWas() {
        Samples samples = Samples.of(List.of(5, 1, 4, 2, 3));

        assertThat(samples.median()).isEqualTo(3);
        assertThat(samples.percentile(0)).isEqualTo(1);
        assertThat(samples.percentile(1)).isEqualTo(5);
        assertThat(samples.mean()).isEqualTo(3);
    }

    @Test
    void ofAHundredTheNinetyFifthPercentileLeavesFiveAbove() {
        Samples samples = Samples.of(IntStream.rangeClosed(1, 100).boxed().toList());

        assertThat(samples.percentile(0.95)).isEqualTo(95);
    }

    @Test
    void oneSampleIsAllPercentiles() {
        Samples samples = Samples.of(List.of(7L)).times(2);

        assertThat(samples.median()).isEqualTo(14);
        assertThat(samples.percentile(0.95)).isEqualTo(14);
    }

    @Test
    void noneAreRefused() {
        assertThatThrownBy(() -> Samples.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
