// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.CancelledException;
import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.UnavailableException;
import io.longshore.api.UnknownException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a wait for a task ends. */
class RuntimeWaitsTest {
    private static final Namespace BLUE = new Namespace("blue");
    private static final ContainerId WEB = new ContainerId("web");

    private final Fixture fixture = new Fixture();
    private final RuntimeOperations operations = fixture.operations;

    @BeforeEach
    void aTask() {
        operations.createContainer("blue", "web", "/srv/web", new String[] {"true"});
        operations.createTask("blue", "web", "");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, 3_600_001})
    void aWaitHasBounds(long timeoutMillis) {
        assertThatThrownBy(() -> operations.waitTask("blue", "web", timeoutMillis))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void anInterruptedWaitEndsAndTheThreadStaysInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> operations.waitTask("blue", "web", 60_000)).isInstanceOf(CancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aWaitThatFailsSaysWhy() {
        fixture.runtime.get(BLUE, WEB).exit.completeExceptionally(new UnavailableException("the runtime is stopping"));
        assertThatThrownBy(() -> operations.waitTask("blue", "web", 1))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("the runtime is stopping");

        operations.createContainer("blue", "db", "/srv", new String[] {"true"});
        operations.createTask("blue", "db", "");
        fixture.runtime.get(BLUE, new ContainerId("db")).exit.completeExceptionally(new IllegalStateException());
        assertThatThrownBy(() -> operations.waitTask("blue", "db", 1)).isInstanceOf(UnknownException.class);
    }
}
