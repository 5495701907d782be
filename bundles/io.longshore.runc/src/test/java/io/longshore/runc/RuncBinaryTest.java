// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.api.FailedPreconditionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuncBinaryTest {
    private static final String NAME = "longshore-test-runtime";

    @TempDir
    Path directory;

    @Test
    void aNameIsTheFirstExecutableFileOnThePath() throws IOException {
        Files.createDirectories(directory.resolve("a").resolve(NAME));
        file("b", "rw-r--r--");
        Path third = file("c", "rwxr-xr-x");
        file("d", "rwxr-xr-x");

        assertThat(search("a", "b", "c", "d").locate()).isEqualTo(third);
    }

    @Test
    void aNameIsNeverLookedForInTheCurrentDirectory() throws IOException {
        Path relative =
                Path.of("").toAbsolutePath().relativize(file("a", "rwxr-xr-x").getParent());

        assertThatExceptionOfType(FailedPreconditionException.class)
                .isThrownBy(() -> new RuncBinary(NAME, ":" + relative + "::").locate());
    }

    @Test
    void aNameThatIsNowhereSaysWhatToInstallOrConfigure() {
        assertThatExceptionOfType(FailedPreconditionException.class)
                .isThrownBy(() -> search("a").locate())
                .withMessageContaining("'" + NAME + "' is not on the PATH")
                .withMessageContaining("apt-get install runc")
                .withMessageContaining("dnf install runc")
                .withMessageContaining("'runtime' in etc/io.longshore.runtime.linux.cfg");
        assertThatExceptionOfType(FailedPreconditionException.class)
                .isThrownBy(() -> new RuncBinary(NAME, null).locate());
    }

    @Test
    void aPathThatDoesNotExistSaysWhatToInstallOrConfigure() {
        Path missing = directory.resolve("runc");

        assertThatExceptionOfType(FailedPreconditionException.class)
                .isThrownBy(() -> new RuncBinary(missing.toString(), "/usr/bin").locate())
                .withMessageContaining(missing + " does not exist")
                .withMessageContaining("apt-get install runc")
                .withMessageContaining("etc/io.longshore.runtime.linux.cfg");
    }

    @Test
    void aFileThatCannotBeExecutedSaysSo() throws IOException {
        Path file = file("a", "rw-r--r--");

        assertThatExceptionOfType(FailedPreconditionException.class)
                .isThrownBy(() -> new RuncBinary(file.toString(), null).locate())
                .withMessageContaining("cannot be executed")
                .withMessageContaining("chmod 755");
        assertThatExceptionOfType(FailedPreconditionException.class)
                .isThrownBy(() -> search("a").locate())
                .withMessageContaining("cannot be executed");
    }

    @Test
    void whatCannotBeAPathIsRefused() {
        assertThatExceptionOfType(FailedPreconditionException.class)
                .isThrownBy(() -> new RuncBinary("ru\0nc", "/usr/bin").locate());
    }

    @Test
    void anEmptyNameIsRefused() {
        assertThatExceptionOfType(FailedPreconditionException.class)
                .isThrownBy(() -> new RuncBinary("", "/usr/bin").locate());
    }

    private RuncBinary search(String... directories) {
        StringBuilder path = new StringBuilder();
        for (String name : directories) {
            path.append(directory.resolve(name)).append(':');
        }
        return new RuncBinary(NAME, path.toString());
    }

    private Path file(String parent, String permissions) throws IOException {
        Path file = Files.createDirectories(directory.resolve(parent)).resolve(NAME);
        Files.writeString(file, "");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
