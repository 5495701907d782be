// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.runtime.Exit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExitFileTest {
    private static final Instant AT = Instant.parse("2026-11-24T10:00:00.123456Z");

    @TempDir
    Path bundle;

    @Test
    void whatWasWrittenIsRead() {
        Exit known = Exit.exited(42, AT);
        ExitFile.write(bundle, 4711, known);
        assertThat(ExitFile.read(bundle, 4711)).contains(known);

        Exit unknown = new Exit(null, AT, Exit.Cause.UNOBSERVED, "nobody saw it");
        ExitFile.write(bundle, 4712, unknown);
        assertThat(ExitFile.read(bundle, 4712)).contains(unknown);
        assertThat(ExitFile.read(bundle, 4711)).as("another process").isEmpty();
    }

    @Test
    void whatIsNoneIsNotBelieved() throws Exception {
        assertThat(ExitFile.read(bundle, 1)).isEmpty();
        Files.writeString(bundle.resolve("exit"), "1\n42\nyesterday\nEXITED\n\n");
        assertThat(ExitFile.read(bundle, 1)).isEmpty();
        Files.writeString(bundle.resolve("exit"), "1\n42\n");
        assertThat(ExitFile.read(bundle, 1)).isEmpty();
    }
}
