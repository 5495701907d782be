// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.api.UnavailableException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A runtime of which nobody knows how it ended. */
class RuncProcessTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

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
        public boolean isAlive() {
            return false;
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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void endThatNobodyKnowsIsOneOfTheKnownErrors(boolean watched) {
        ProcessStarter starter = builder -> new UnknownEnd(watched);

        assertThatExceptionOfType(UnavailableException.class)
                .isThrownBy(() -> RuncProcess.run(
                        "runc delete web", starter, List.of("runc"), new byte[0], Deadline.after(TIMEOUT)))
                .withMessageContainingAll("runc delete web", "how process 7 ended is not known");
        assertThatExceptionOfType(UnavailableException.class)
                .isThrownBy(() -> RuncProcess.launch(
                        "runc create web", starter, List.of("runc"), ContainerStreams.NULL, Deadline.after(TIMEOUT)))
                .withMessageContainingAll("runc create web", "how process 7 ended is not known");
    }
}
