// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Stdio;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShimStdioTest {
    @TempDir
    Path directory;

    @Test
    void oneFileForBothStreamsIsSpeltInTwoWays() throws Exception {
        Path file = directory.resolve("logs/task.log");

        Stdio told = ShimStdio.of(Stdio.toFile(file));

        assertThat(told.stdout()).isEqualTo(file.toString());
        assertThat(told.stderr()).isNotEqualTo(told.stdout());
        assertThat(Files.isSameFile(Path.of(told.stderr()), file)).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void twoFilesStayTwoFiles() {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");

        Stdio told = ShimStdio.of(new Stdio("", "file://" + out, "file://" + err, false));

        assertThat(told).isEqualTo(new Stdio("", out.toString(), err.toString(), false));
    }

    @Test
    void whatIsThereIsKept() throws Exception {
        Path file = Files.writeString(directory.resolve("task.log"), "before");

        assertThat(ShimStdio.of(Stdio.toFile(file)).stdout()).isEqualTo(file.toString());
        assertThat(file).hasContent("before");
    }

    @Test
    void nothingBecomesTheNullDeviceIfThereIsSomethingElse() {
        assertThat(ShimStdio.of(new Stdio("", "/out", "", false))).isEqualTo(new Stdio("", "/out", "/dev/null", false));
        assertThat(ShimStdio.of(new Stdio("", "", "/err", false))).isEqualTo(new Stdio("", "/dev/null", "/err", false));
        assertThat(ShimStdio.of(new Stdio("/in", "", "", false)))
                .isEqualTo(new Stdio("/in", "/dev/null", "/dev/./null", false));
    }

    @Test
    void fileAndFifoGoTogether() {
        Path out = directory.resolve("out");

        assertThat(ShimStdio.of(new Stdio("", "file://" + out, "/err", false)))
                .isEqualTo(new Stdio("", out.toString(), "/err", false));
    }

    @Test
    void everythingElseIsPassedOn() {
        for (Stdio stdio : new Stdio[] {
            Stdio.NULL,
            new Stdio("/in", "/out", "/err", false),
            new Stdio("", "binary:///logger?a=b", "", false),
            new Stdio("/in", "/out", "", true)
        }) {
            assertThat(ShimStdio.of(stdio)).isEqualTo(stdio);
        }
    }

    @Test
    void fileThatCannotBeMadeIsRefused() throws Exception {
        Path notADirectory = Files.writeString(directory.resolve("file"), "x");

        assertThatThrownBy(() -> ShimStdio.of(Stdio.toFile(notADirectory.resolve("task.log"))))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("task.log");
    }
}
