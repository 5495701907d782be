// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
    private static final String HERE = "127.0.0.1";

    private final FakeClock clock = new FakeClock();
    private final LoginThrottle throttle = new LoginThrottle(clock);

    @Test
    void theSixthAttemptAfterFiveFailuresHasToWaitAndEachFurtherOneTwiceAsLong() {
        fail(5, HERE, "anna");

        assertThat(waitFor(HERE, "anna")).isEqualTo(3);
        clock.forward(Duration.ofSeconds(2));
        fail(1, HERE, "anna");
        assertThat(waitFor(HERE, "anna")).isEqualTo(5);
        clock.forward(Duration.ofSeconds(4));
        fail(1, HERE, "anna");
        assertThat(waitFor(HERE, "anna")).isEqualTo(9);
    }

    @Test
    void noWaitIsLongerThanFiveMinutes() {
        for (int i = 0; i < 60; i++) {
            fail(1, HERE, "anna");
            clock.forward(Duration.ofMinutes(5));
        }
        fail(1, HERE, "anna");

        assertThat(waitFor(HERE, "anna")).isEqualTo(301);
    }

    @Test
    void othersNeedNotWait() {
        fail(5, HERE, "anna");

        throttle.attempt(HERE, "bert");
        throttle.attempt("192.0.2.7", "anna");
    }

    @Test
    void whoLogsInStartsAnew() {
        fail(4, HERE, "anna");
        throttle.attempt(HERE, "anna");
        throttle.succeeded(HERE, "anna");

        fail(5, HERE, "anna");
        assertThatThrownBy(() -> throttle.attempt(HERE, "anna")).isInstanceOf(Problem.class);
    }

    @Test
    void oneAddressCannotTryThirtyUsers() {
        for (int i = 0; i < 30; i++) {
            fail(1, HERE, "user" + i);
        }

        assertThatThrownBy(() -> throttle.attempt(HERE, "user30")).isInstanceOf(Problem.class);
        throttle.attempt("192.0.2.7", "user30");
    }

    @Test
    void manyAtOnceAreNoWayAround() {
        fail(2, HERE, "anna");

        for (int i = 0; i < 3; i++) {
            throttle.attempt(HERE, "anna");
        }
        assertThat(waitFor(HERE, "anna")).isEqualTo(1);
    }

    /** A program that reads through Jolokia sends its password with each of many requests. */
    @Test
    void manyAtOnceAreFineForWhoWasRightSoFar() {
        for (int round = 0; round < 100; round++) {
            for (int i = 0; i < 20; i++) {
                throttle.attempt(HERE, "anna");
            }
            for (int i = 0; i < 20; i++) {
                throttle.succeeded(HERE, "anna");
            }
        }
    }

    /** All who log in through one tunnel or proxy have the same address. */
    @Test
    void whatWentWrongLongAgoIsForgiven() {
        for (int i = 0; i < 60; i++) {
            fail(1, HERE, "user" + i);
            clock.forward(Duration.ofMinutes(5));
        }
        fail(1, HERE, "user60");
        assertThat(waitFor(HERE, "bert")).isEqualTo(301);

        clock.forward(Duration.ofHours(2));
        fail(3, HERE, "anna");

        throttle.attempt(HERE, "bert");
    }

    @Test
    void aUsersFailuresAreForgivenOneByOne() {
        fail(4, HERE, "anna");
        clock.forward(Duration.ofMinutes(20));

        fail(3, HERE, "anna");

        assertThat(waitFor(HERE, "anna")).as("two were forgiven of seven").isEqualTo(3);
    }

    @Test
    void whatIsKnownIsBounded() {
        for (int i = 0; i < 5000; i++) {
            fail(1, "198.51.100." + i, "user" + i);
        }

        assertThat(throttle.kept()).isEqualTo(1000);
    }

    @Test
    void aRealmThatCannotAnswerIsNoFailure() {
        for (int i = 0; i < 50; i++) {
            throttle.attempt(HERE, "anna");
            throttle.undecided(HERE, "anna");
        }
    }

    private void fail(int times, String address, String user) {
        for (int i = 0; i < times; i++) {
            throttle.attempt(address, user);
            throttle.failed(address, user);
        }
    }

    private long waitFor(String address, String user) {
        Problem problem = catchThrowableOfType(Problem.class, () -> throttle.attempt(address, user));
        assertThat(problem.status()).isEqualTo(429);
        return problem.retryAfterSeconds();
    }
}
