// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountHoldersTest {
    @TempDir
    private Path directory;

    @Test
    void processThatWorksInTheDirectoryIsNamed() throws Exception {
        Path below = Files.createDirectory(directory.resolve("below"));
        Process holder =
                new ProcessBuilder("sleep", "1000").directory(below.toFile()).start();
        try {
            assertThat(MountHolders.of(directory.toRealPath())).containsExactly("sleep (pid " + holder.pid() + ")");
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    @Test
    void processThatHasAFileOpenIsNamed() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        try (InputStream open = Files.newInputStream(file)) {
            assertThat(open.available()).isZero();
            assertThat(MountHolders.of(directory.toRealPath()))
                    .singleElement()
                    .asString()
                    .endsWith(" (pid " + ProcessHandle.current().pid() + ")");
        }
        assertThat(MountHolders.of(directory.toRealPath())).isEmpty();
    }
}
