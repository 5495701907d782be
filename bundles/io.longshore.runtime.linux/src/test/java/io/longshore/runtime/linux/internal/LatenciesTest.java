// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.OperationFigures;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private long now;
    private final Latencies latencies = new Latencies("create", () -> now);

    @Test
    void nothingIsSaidOfWhatNeverHappened() {
        assertThat(latencies.figures()).isEqualTo(new OperationFigures("create", 0, 0, null, null));
    }

    @Test
    void medianAndPercentileAreTimesThatWereMeasured() {
        for (int millis = 100; millis >= 1; millis--) {
            take(millis);
        }

        assertThat(latencies.figures()).isEqualTo(new OperationFigures("create", 100, 0, 50.0, 95.0));
    }

    @Test
    void failuresAreCountedAndNotTimed() {
        take(7);
        assertThatThrownBy(() -> latencies.measure(() -> {
                    now += TimeUnit.SECONDS.toNanos(60);
                    throw new UnavailableException("no");
                }))
                .isInstanceOf(UnavailableException.class);

        assertThat(latencies.figures()).isEqualTo(new OperationFigures("create", 2, 1, 7.0, 7.0));
    }

    @Test
    void onlyTheLastTimesCount() {
        for (int i = 0; i < 600; i++) {
            take(1000);
        }
        for (int i = 0; i < 512; i++) {
            take(2);
        }

        assertThat(latencies.figures()).isEqualTo(new OperationFigures("create", 1112, 0, 2.0, 2.0));
    }

    private void take(long millis) {
        boolean done = latencies.measure(() -> {
            now += TimeUnit.MILLISECONDS.toNanos(millis);
            return true;
        });
        assertThat(done).isTrue();
    }
}
