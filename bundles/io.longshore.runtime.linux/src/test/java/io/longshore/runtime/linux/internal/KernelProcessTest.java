// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelProcessTest {
    /** As the kernel has it, of a program whose first thread has called {@code pthread_exit}. */
    private static String stat(char state, int threads) {
        return "4711 (a) b) " + state + " 1 4711 4711 0 -1 4228364 176 0 0 0 5 2 0 0 20 0 " + threads
                + " 0 88442 0 0 18446744073709551615 0 0 0 0 0 0 0 16781312 2 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0";
    }

    @Test
    void processWhoseFirstThreadHasEndedGoesOnWithTheOthers() {
        KernelProcess process = KernelProcess.parse(4711, stat('Z', 2));

        assertThat(process.isDead()).isFalse();
        assertThat(process).hasToString("a) b (pid 4711) goes on without its first thread");
    }

    @Test
    void processThatOnlyWaitsToBeReapedIsDead() {
        KernelProcess process = KernelProcess.parse(4711, stat('Z', 1));

        assertThat(process.isDead()).isTrue();
        assertThat(process).hasToString("a) b (pid 4711) has ended and is not reaped");
        assertThat(process.startTime()).isEqualTo(88442);
    }

    @Test
    void thisProcessRunsAndHasSeveralThreads() {
        KernelProcess process = KernelProcess.of(ProcessHandle.current().pid());

        assertThat(process.isDead()).isFalse();
        assertThat(process.threads()).isGreaterThan(1);
    }
}
