// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProgressTest {
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    @Test
    void whatTakesLongIsSaid() throws Exception {
        CountDownLatch said = new CountDownLatch(1);
        OutputStream watching = new OutputStream() {
            @Override
            public void write(int character) {
                screen.write(character);
                if (character == '\n') {
                    said.countDown();
                }
            }
        };
        LineDisciplineTerminal terminal = new LineDisciplineTerminal("test", "xterm", watching, StandardCharsets.UTF_8);

        boolean seen = new Progress(Optional.of(terminal), Duration.ofMillis(1)).of("deleting task web", () -> {
            try {
                return said.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        assertThat(seen).isTrue();
        assertThat(screen.toString(StandardCharsets.UTF_8)).startsWith("deleting task web …");
    }

    @Test
    void whatIsDoneSoonIsNot() throws Exception {
        LineDisciplineTerminal terminal = new LineDisciplineTerminal("test", "xterm", screen, StandardCharsets.UTF_8);

        assertThat(new Progress(Optional.of(terminal), Duration.ofHours(1)).<String>of("deleting", () -> "done"))
                .isEqualTo("done");
        assertThat(new Progress(Optional.empty(), Duration.ZERO).<String>of("deleting", () -> "done"))
                .isEqualTo("done");

        assertThat(screen.size()).isZero();
    }
}
