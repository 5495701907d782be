// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final AtomicLong now = new AtomicLong();
    private final Stop stop = new Stop();
    private final Progress progress = new Progress(new PrintStream(said, true, StandardCharsets.UTF_8), stop, now::get);

    private void pass(long seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void itSaysNowAndThenHowFarItIsAndHowMuchIsLeft() {
        progress.begin("some: thing");
        progress.step("part", 1, 100);
        pass(10);
        progress.step("part", 11, 100);
        progress.step("part", 12, 100);

        assertThat(said().lines()).containsExactly("[0:00] some: thing", "[0:10]   part: 11 of 100, about 1:29 more");
    }

    @Test
    void anotherPartIsEstimatedAnew() {
        progress.step("part", 1, 100);
        pass(60);
        progress.step("other", 1, 4);
        pass(6);
        progress.step("other", 2, 4);

        assertThat(said().lines()).containsExactly("[1:00]   other: 1 of 4", "[1:06]   other: 2 of 4, about 0:12 more");
    }

    @Test
    void whoIsToldToStopGetsNoFurther() {
        stop.want();

        assertThatThrownBy(() -> progress.step("part", 1, 2)).isInstanceOf(CancellationException.class);
    }
}
