// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LaunchesTest {
    private final Launches launches = new Launches();

    @Test
    void aLaunchCountsForWhatWasSeenWhileItWasUnderWay() {
        long first = launches.begin();
        long then = launches.last();
        long second = launches.begin();

        assertThat(launches.anyOf(then)).isTrue();
        launches.end(first);
        assertThat(launches.anyOf(then)).as("the second began later").isFalse();
        assertThat(launches.anyOf(launches.last())).isTrue();
        launches.end(second);
        assertThat(launches.anyOf(launches.last())).isFalse();
    }
}
