// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Short walks, with seeds that have found something; {@code sh itests/walk} goes on with others. */
@Timeout(600)
class RandomWalkIT {
    /** After six of them everything is deleted, and at the end once more: then nothing may have become more. */
    private static final int ROUNDS = 7;

    @ParameterizedTest
    @ValueSource(longs = {587_733_000, 587_733_013, 957_145_616})
    @SuppressWarnings("try")
    void nothingIsLostOrLeftWhateverIsDoneInWhateverOrder(long seed) throws Exception {
        try (Walk walk = new Walk(seed, RandomWalkIT::say)) {
            while (walk.rounds() < ROUNDS) {
                walk.round();
            }
            walk.deleteAll();
            assertThat(walk.diary().moves()).isPositive();
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
