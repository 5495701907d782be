// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrnoTest {

    @Test
    void theNumbersAreThoseOfLinux() {
        assertThat(Errno.EPERM.number()).isEqualTo(1);
        assertThat(Errno.EPIPE.number()).isEqualTo(32);
        assertThat(Errno.ENOTEMPTY.number()).isEqualTo(39);
        assertThat(Errno.EOPNOTSUPP.number()).isEqualTo(95);
        assertThat(Errno.ESTALE.number()).isEqualTo(116);
        assertThat(Errno.EDQUOT.number()).isEqualTo(122);
        assertThat(Errno.OTHER.number()).isZero();
    }

    @Test
    void everyNumberLeadsBackToItsName() {
        assertThat(Errno.values()).allSatisfy(errno -> {
            assertThat(Errno.of(errno.number())).isEqualTo(errno);
            assertThat(errno.number()).as("a number the kernel can answer").isBetween(0, 133);
        });
    }
}
