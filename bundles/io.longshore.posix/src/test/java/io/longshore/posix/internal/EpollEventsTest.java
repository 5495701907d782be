// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EpollEventsTest {

    @Test
    void eventsArePackedOnX86Only() {
        assertThat(EpollEvents.of("amd64")).isEqualTo(new EpollEvents(12, 4));
        assertThat(EpollEvents.of("aarch64")).isEqualTo(new EpollEvents(16, 8));
    }
}
