// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SignalMaskTest {

    @Test
    void aThreadBlocksNothingUntilItsMaskIsRestored() throws IOException {
        String before = signalsBlockedByThisThread();

        SignalMask.Saved saved = new SignalMask(Kernel.load()).clear();
        String cleared = signalsBlockedByThisThread();
        saved.restore();

        assertThat(cleared).isEqualTo("0000000000000000");
        assertThat(signalsBlockedByThisThread()).isEqualTo(before);
    }

    private static String signalsBlockedByThisThread() throws IOException {
        return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(line -> line.startsWith("SigBlk:"))
                .map(line -> line.substring("SigBlk:".length()).strip())
                .findFirst()
                .orElseThrow();
    }
}
