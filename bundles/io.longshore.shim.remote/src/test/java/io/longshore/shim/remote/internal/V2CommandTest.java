// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.UnavailableException;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.Posix;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The program of a shim of which nobody knows how it ended. */
class V2CommandTest extends V2DriverFixture {
    /** As one that was reaped by another, or whose end is not watched any more. */
    private static final class UnknownEnd extends Process {
        private final boolean watched;

        UnknownEnd(boolean watched) {
            this.watched = watched;
        }

        @Override
        public boolean waitFor(long timeout, TimeUnit unit) {
            if (!watched) {
                throw new IllegalStateException("how process 7 ended is not known");
            }
            return true;
        }

        @Override
        public int waitFor() {
            return exitValue();
        }

        @Override
        public int exitValue() {
            throw new IllegalStateException("how process 7 ended is not known");
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public InputStream getInputStream() {
            return InputStream.nullInputStream();
        }

        @Override
        public InputStream getErrorStream() {
            return InputStream.nullInputStream();
        }

        @Override
        public void destroy() {
            // it has ended
        }
    }

    private static V2Command starting(Process process) {
        Posix posix = (Posix) Proxy.newProxyInstance(
                V2CommandTest.class.getClassLoader(), new Class<?>[] {Posix.class}, (proxy, called, arguments) -> {
                    if (!called.getName().equals("start")) {
                        throw new AssertionError(called + " was not expected");
                    }
                    return process;
                });
        return new V2Command(new Programs(null), posix);
    }

    @Test
    void endOfAProgramThatNobodyKnowsIsOneOfTheKnownErrors() throws Exception {
        ShimLaunch launch = launch("web", "");
        for (boolean watched : new boolean[] {true, false}) {
            V2Command command = starting(new UnknownEnd(watched));

            assertThatThrownBy(() -> command.start(launch, fake.program, LONG))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContainingAll("start for task ns/web", "how process 7 ended is not known");
            assertThatThrownBy(() -> command.delete(launch, fake.program, LONG))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContainingAll("delete for task ns/web", "how process 7 ended is not known");
        }
    }
}
