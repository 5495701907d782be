// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.ttrpc.TtrpcCode;
import io.longshore.ttrpc.TtrpcException;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class DialTest {
    private final TtrpcException refused = lost(new ConnectException("refused"));

    private int tries;

    private static TtrpcException lost(Exception cause) {
        return new TtrpcException(TtrpcException.Kind.CONNECTION_LOST, TtrpcCode.UNAVAILABLE, "x", cause);
    }

    private Supplier<String> failing(int times, TtrpcException failure) {
        return () -> {
            tries++;
            if (tries <= times) {
                throw failure;
            }
            return "connected";
        };
    }

    @Test
    void refusalIsTriedAgain() {
        assertThat(Dial.whileRefused(failing(7, refused))).isEqualTo("connected");
    }

    @Test
    void refusalsEndWhenItIsTooLate() {
        DeadlineExceededException late = new DeadlineExceededException("late");
        Supplier<String> connect = failing(Integer.MAX_VALUE, refused);

        assertThatThrownBy(() -> Dial.whileRefused(() -> {
                    if (tries == 60) {
                        throw late;
                    }
                    return connect.get();
                }))
                .isSameAs(late);
    }

    @Test
    void anyOtherFailureIsFinal() {
        TtrpcException noDescriptors = lost(new SocketException("Too many open files"));

        assertThatThrownBy(() -> Dial.whileRefused(failing(1, noDescriptors))).isSameAs(noDescriptors);
        assertThat(tries).isEqualTo(1);
    }

    @Test
    void interruptionEndsIt() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Dial.whileRefused(failing(Integer.MAX_VALUE, refused)))
                .isInstanceOf(CancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(tries).isEqualTo(1);
    }
}
