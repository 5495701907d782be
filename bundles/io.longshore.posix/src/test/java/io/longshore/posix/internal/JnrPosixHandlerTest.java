// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.posix.Errno;
import io.longshore.posix.PosixException;
import org.junit.jupiter.api.Test;

class JnrPosixHandlerTest {

    private final JnrPosixHandler handler = new JnrPosixHandler();

    @Test
    void anErrorOfJnrPosixIsOurs() {
        PosixException refused = catchThrowableOfType(
                PosixException.class, () -> handler.error(jnr.constants.platform.Errno.EACCES, "mkdir", "/x"));

        assertThat(refused.errno()).isEqualTo(Errno.EACCES);
        assertThat(refused).hasMessage("mkdir /x: EACCES (13)");
    }

    @Test
    void aCallJnrPosixDoesNotHaveIsNoSuchCall() {
        PosixException refused = catchThrowableOfType(PosixException.class, () -> handler.unimplementedError("chown"));

        assertThat(refused.errno()).isEqualTo(Errno.ENOSYS);
        assertThat(refused.call()).isEqualTo("chown");
    }

    @Test
    void jnrPosixIsToldAboutThisProcessButNotGivenItsStreams() {
        assertThat(handler.getPID()).isEqualTo((int) ProcessHandle.current().pid());
        assertThat(handler.getEnv()).hasSameSizeAs(System.getenv().keySet());
        assertThat(handler.getOutputStream()).isNotSameAs(System.out);
        assertThat(handler.getErrorStream()).isNotSameAs(System.err);
        assertThat(handler.isVerbose()).isFalse();
    }
}
