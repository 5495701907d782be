// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A short walk with another seed each time; a failure tells the seed, and {@code -Dlongshore.walk.seed} sets it. */
class RandomWalkIT {
    private static final Duration BEGINS_ROUNDS_FOR = Duration.ofSeconds(40);
    private static final int MOST_ROUNDS = 12;

    @Test
    @SuppressWarnings("try")
    void nothingIsLostOrLeftWhateverIsDoneInWhateverOrder() throws Exception {
        long seed = Long.getLong("longshore.walk.seed", new SecureRandom().nextInt(1_000_000_000));
        System.out.println("walk with seed " + seed);
        long over = System.nanoTime() + BEGINS_ROUNDS_FOR.toNanos();
        try (Walk walk = new Walk(seed, RandomWalkIT::say)) {
            while (walk.rounds() < MOST_ROUNDS && System.nanoTime() < over) {
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
