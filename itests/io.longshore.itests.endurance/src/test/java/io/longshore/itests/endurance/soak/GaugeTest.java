// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GaugeTest {
    private static Gauge gauge(LongStream values) {
        Gauge gauge = new Gauge("it", 10);
        values.forEach(gauge::add);
        return gauge;
    }

    @Test
    void whatStaysIsFlatThoughItHasPeaks() {
        Gauge gauge = gauge(LongStream.range(0, 100).map(i -> i % 10 == 0 ? 1000 : 50 + i % 5));

        assertThat(gauge.isFlat()).isTrue();
        assertThat(gauge.most()).isEqualTo(1000);
    }

    @Test
    void whatGrowsSlowlyIsNotFlat() {
        assertThat(gauge(LongStream.range(0, 100)).isFlat()).isFalse();
    }

    @Test
    void fewValuesAndNoneAreEnough() {
        assertThat(gauge(LongStream.of(5, 6)).isFlat()).isTrue();
        assertThat(gauge(LongStream.empty()).isFlat()).isTrue();
    }
}
