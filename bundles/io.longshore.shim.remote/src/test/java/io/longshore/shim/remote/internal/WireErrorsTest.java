// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.NotFoundException;
import io.longshore.api.NotImplementedException;
import io.longshore.api.UnavailableException;
import io.longshore.api.UnknownException;
import io.longshore.ttrpc.TtrpcCode;
import io.longshore.ttrpc.TtrpcException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WireErrorsTest {
    /** gRPC's numbers, as containerd's errdefs uses them. */
    private static final Map<Integer, Class<?>> ANSWERS = Map.of(
            1, CancelledException.class,
            2, UnknownException.class,
            3, InvalidArgumentException.class,
            4, DeadlineExceededException.class,
            5, NotFoundException.class,
            6, AlreadyExistsException.class,
            9, FailedPreconditionException.class,
            12, NotImplementedException.class,
            14, UnavailableException.class);

    @Test
    void answersKeepTheirKindAndTheirMessage() {
        ANSWERS.forEach((number, kind) -> assertThat(WireErrors.translate(
                        "task a/b: start", new TtrpcException(TtrpcCode.of(number), "runc said so")))
                .isInstanceOf(kind)
                .hasMessageContainingAll("task a/b", "runc said so"));
    }

    @Test
    void lostConnectionIsUnavailable() {
        for (TtrpcException.Kind kind : TtrpcException.Kind.values()) {
            TtrpcException failure = new TtrpcException(kind, TtrpcCode.UNKNOWN, "x", null);
            Class<?> expected = switch (kind) {
                case STATUS -> UnknownException.class;
                case DEADLINE_EXCEEDED -> DeadlineExceededException.class;
                case CANCELLED -> CancelledException.class;
                case CONNECTION_CLOSED, CONNECTION_LOST, PROTOCOL_VIOLATION, REFUSED -> UnavailableException.class;
            };
            assertThat(WireErrors.translate("x", failure)).isInstanceOf(expected);
        }
    }
}
