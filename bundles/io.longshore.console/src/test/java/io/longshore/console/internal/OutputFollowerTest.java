// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.runtime.Stdio;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.servlet.AsyncContext;
import javax.servlet.ServletOutputStream;
import javax.servlet.WriteListener;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFollowerTest {
    private static final int PIECE = 64 * 1024;

    @TempDir
    Path directory;

    private final FastBrowser browser = new FastBrowser();

    /** Reads whatever is written, at once. */
    private static final class FastBrowser extends ServletOutputStream {
        final ByteArrayOutputStream read = new ByteArrayOutputStream();

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}

        @Override
        public void write(int b) {
            read.write(b);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            read.write(bytes, from, length);
        }

        long events(String name) {
            return read.toString(StandardCharsets.UTF_8)
                    .lines()
                    .filter(("event: " + name)::equals)
                    .count();
        }
    }

    private <T> T fake(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "startAsync" -> fake(AsyncContext.class);
                    case "getOutputStream" -> browser;
                    default -> null;
                }));
    }

    /** All of the console has one clock. */
    @Test
    void aFastReaderGetsNoMoreThanItsShareAtATime() throws Exception {
        Path file = directory.toRealPath().resolve("web.log");
        Files.writeString(file, "x".repeat(40 * PIECE));
        EventPipe pipe =
                EventPipe.open(fake(HttpServletRequest.class), fake(HttpServletResponse.class), Duration.ofMinutes(1));
        pipe.begin();
        pipe.onWritePossible();
        try (OutputFollower follower = new OutputFollower(OutputFile.open(Stdio.toFile(file), false), 0, () -> false)) {
            follower.readInto(pipe);
            assertThat(browser.events("output")).isEqualTo(16);
            follower.readInto(pipe);
            assertThat(browser.events("output")).isEqualTo(32);
            follower.readInto(pipe);
            assertThat(browser.events("output")).isEqualTo(40);
            assertThat(browser.events("end")).isEqualTo(1);
        }
    }
}
