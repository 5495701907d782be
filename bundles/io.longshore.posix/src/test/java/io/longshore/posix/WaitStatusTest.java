// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.longshore.posix.WaitStatus.Cause;
import org.junit.jupiter.api.Test;

class WaitStatusTest {

    @Test
    void exitStatusCountsSignalsFrom128() {
        assertThat(new WaitStatus(Cause.EXITED, 42).exitStatus()).isEqualTo(42);
        assertThat(new WaitStatus(Cause.KILLED, 15).exitStatus()).isEqualTo(143);
        assertThat(new WaitStatus(Cause.DUMPED, 11).exitStatus()).isEqualTo(139);
    }

    @Test
    void aValueOutsideOneByteIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new WaitStatus(Cause.EXITED, 256));
        assertThatIllegalArgumentException().isThrownBy(() -> new WaitStatus(Cause.EXITED, -1));
    }

    @Test
    void anErrnoWithoutANameKeepsItsNumber() {
        PosixException refused = new PosixException("mount", "/mnt", 71);

        assertThat(refused.errno()).isEqualTo(Errno.OTHER);
        assertThat(refused.number()).isEqualTo(71);
        assertThat(refused).hasMessage("mount /mnt: OTHER (71)");
    }
}
