// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SignalMaskTest {

    private static LinuxPosix posix;

    @BeforeAll
    static void load() {
        posix = new LinuxPosix();
    }

    @AfterAll
    static void close() {
        posix.close();
    }

    @Test
    void aChildStartedWithAnEmptyMaskBlocksNoSignal() throws Exception {
        String before = signalsBlockedByThisThread();
        ProcessBuilder command = new ProcessBuilder("grep", "SigBlk", "/proc/self/status");

        Process inside = posix.withEmptySignalMask(command::start);
        Process outside = command.start();

        assertThat(output(inside)).isEqualTo("SigBlk:\t0000000000000000\n");
        // if the JDK ever stops blocking SIGQUIT, this is no longer needed
        assertThat(output(outside)).isEqualTo("SigBlk:\t" + before + "\n").doesNotContain("0000000000000000");
        assertThat(signalsBlockedByThisThread()).isEqualTo(before);
    }

    @Test
    void theMaskIsRestoredWhenTheActionFails() throws IOException {
        String before = signalsBlockedByThisThread();
        ProcessBuilder missing = new ProcessBuilder("/no/such/program");

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> posix.withEmptySignalMask(missing::start));

        assertThat(signalsBlockedByThisThread()).isEqualTo(before);
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    private static String signalsBlockedByThisThread() throws IOException {
        return value(Path.of("/proc/thread-self/status"), "SigBlk:");
    }

    private static String value(Path status, String key) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip())
                .findFirst()
                .orElseThrow();
    }
}
