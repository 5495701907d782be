// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginThrottleTest {
    private static final String HERE = "127.0.0.1";
    private static final String THERE = "192.0.2.9";

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
        throttle.attempt(HERE, "anna").succeeded();

        fail(5, HERE, "anna");
        assertThatThrownBy(() -> throttle.attempt(HERE, "anna")).isInstanceOf(Problem.class);
    }

    @Test
    void oneAddressCannotTryThirtyUsers() {
        for (int i = 0; i < 30; i++) {
            fail(1, THERE, "user" + i);
        }

        assertThatThrownBy(() -> throttle.attempt(THERE, "user30")).isInstanceOf(Problem.class);
        throttle.attempt("192.0.2.7", "user30");
    }

    /** Of a program with an old password that tries it every five minutes, and of whoever guesses on this machine. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.7.6", "::1", "[0:0:0:0:0:0:0:1]"})
    void failuresOfOthersOnThisMachineLockNobodyOut(String loopback) {
        for (int i = 0; i < 60; i++) {
            fail(1, loopback, "poller");
            fail(1, loopback, "user" + i);
            clock.forward(Duration.ofMinutes(5));
        }

        throttle.attempt(loopback, "bert").succeeded();
        fail(1, loopback, "poller");
        assertThat(waitFor(loopback, "poller")).isEqualTo(301);
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
            Stream.generate(() -> throttle.attempt(HERE, "anna"))
                    .limit(20)
                    .toList()
                    .forEach(LoginThrottle.Attempt::succeeded);
        }
    }

    /** All who log in through one proxy have the same address. */
    @Test
    void whatWentWrongLongAgoIsForgiven() {
        for (int i = 0; i < 60; i++) {
            fail(1, THERE, "user" + i);
            clock.forward(Duration.ofMinutes(5));
        }
        fail(1, THERE, "user60");
        assertThat(waitFor(THERE, "bert")).isEqualTo(301);

        clock.forward(Duration.ofHours(2));
        fail(3, THERE, "anna");

        throttle.attempt(THERE, "bert");
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
            fail(1, "198.51." + i / 256 + "." + i % 256, "user" + i);
        }

        assertThat(throttle.kept()).isEqualTo(1000);
    }

    /** Who tries much else is not forgotten, nor is anybody kept waiting by a thousand names that were tried long ago. */
    @Test
    void onThisMachineNothingIsForgottenBeforeItIsForgiven() {
        fail(5, HERE, "anna");
        for (int i = 0; i < 2000; i++) {
            try {
                throttle.attempt(HERE, "user" + i).failed();
            } catch (Problem tooMany) {
                assertThat(i).isGreaterThan(1000);
            }
        }

        assertThat(waitFor(HERE, "anna")).isEqualTo(3);
        assertThat(throttle.kept()).isLessThanOrEqualTo(1001);
        assertThatThrownBy(() -> throttle.attempt(HERE, "bert")).isInstanceOf(Problem.class);
        clock.forward(Duration.ofMinutes(10));
        throttle.attempt(HERE, "bert");
        assertThat(throttle.kept()).isLessThan(10);
    }

    @Test
    void aRealmThatCannotAnswerIsNoFailure() {
        for (int i = 0; i < 50; i++) {
            throttle.attempt(HERE, "anna").undecided();
        }
    }

    private void fail(int times, String address, String user) {
        for (int i = 0; i < times; i++) {
            throttle.attempt(address, user).failed();
        }
    }

    private long waitFor(String address, String user) {
        Problem problem = catchThrowableOfType(Problem.class, () -> throttle.attempt(address, user));
        assertThat(problem.status()).isEqualTo(429);
        return problem.retryAfterSeconds();
    }
}
