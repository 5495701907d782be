// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A short walk with another seed each time; a failure tells the seed, and {@code -Dlongshore.walk.seed} sets it. */
class RandomWalkIT {
    private static final Duration BEGINS_ROUNDS_FOR = Duration.ofSeconds(50);
    private static final int MOST_ROUNDS = 12;

    @Test
    @SuppressWarnings("try") // an interruption of close is passed on
    void nothingIsLostOrLeftWhateverIsDoneInWhateverOrder() throws Exception {
        long seed = Long.getLong("longshore.walk.seed", new SecureRandom().nextInt(1_000_000_000));
        System.out.println("walk with seed " + seed);
        long over = System.nanoTime() + BEGINS_ROUNDS_FOR.toNanos();
        Consumer<String> progress = System.out::println;
        try (Walk walk = new Walk(seed, progress)) {
            while (walk.rounds() < MOST_ROUNDS && System.nanoTime() < over) {
                walk.round();
            }
            walk.deleteAll();
            assertThat(walk.diary().moves()).isPositive();
        }
    }
}
