// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A short soak. */
class SoakIT {
    @Test
    void eventsArriveOnceAndNothingGrowsThoughTheProcessIsKilledAgainAndAgain() throws Exception {
        Soak soak = new Soak(Duration.ofSeconds(50), Duration.ofSeconds(15), System.out::println);

        assertThat(soak.run(() -> false)).isEmpty();

        System.out.print(soak.table());
        assertThat(soak.kills()).isPositive();
        assertThat(soak.lives()).isGreaterThan(10);
    }
}
