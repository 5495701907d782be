// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
    @TempDir
    Path directory;

    private Path program(String name, String mode) throws Exception {
        Path program = Files.createFile(directory.resolve(name));
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString(mode));
    }

    @Test
    void programIsFoundOnThePathOrByItsAbsolutePath() throws Exception {
        Path program = program("longshore-test-program", "rwx------");
        Programs programs = new Programs("/nowhere:" + directory);

        assertThat(programs.find("longshore-test-program", "install it")).isEqualTo(program);
        assertThat(programs.find(program.toString(), "install it")).isEqualTo(program);
    }

    @Test
    void emptyAndRelativeEntriesDoNotCount() throws Exception {
        program("longshore-test-program", "rwx------");
        Path relative = Path.of("").toAbsolutePath().relativize(directory.toRealPath());
        Programs programs = new Programs("::" + relative + ":.:");

        assertThat(programs.path()).isEqualTo("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        assertThatThrownBy(() -> programs.find("longshore-test-program", "install it"))
                .isInstanceOf(FailedPreconditionException.class)
                .hasMessageContainingAll("longshore-test-program", "install it");
    }

    @Test
    void administratorsDirectoriesAreAlwaysLookedAtAndOwnEntriesFirst() {
        assertThat(new Programs("/opt/x:/usr/bin").path())
                .startsWith("/opt/x:/usr/bin:")
                .contains(":/usr/local/sbin:", ":/usr/sbin:", ":/sbin:");
        assertThat(new Programs(null).path()).startsWith("/usr/local/sbin:");
    }

    @Test
    void whatIsNotExecutableIsNotFound() throws Exception {
        Path file = program("longshore-test-program", "rw-------");
        Programs programs = new Programs(directory.toString());

        for (String name : List.of("longshore-test-program", file.toString(), directory.toString(), "")) {
            assertThatThrownBy(() -> programs.find(name, "install it")).isInstanceOf(FailedPreconditionException.class);
        }
    }

    @Test
    void namesThatCannotBeUsedAreRefused() {
        Programs programs = new Programs(null);

        for (String name : List.of("./shim", "bin/shim", "shim\0", "/bin/shim\0")) {
            assertThatThrownBy(() -> programs.find(name, "set 'shim'"))
                    .isInstanceOf(InvalidArgumentException.class)
                    .hasMessageContaining("set 'shim'");
        }
    }

    @Test
    void whatIsOnlyLookedForIsFoundByTheSameRule() throws Exception {
        Path program = program("longshore-test-program", "rwx------");
        Programs programs = new Programs(directory.toString());

        assertThat(programs.look("longshore-test-program")).contains(program);
        assertThat(programs.look(program.toString())).contains(program);
        // beside the PATH, which has it not
        assertThat(new Programs("/nowhere").look("sh")).isPresent();
        for (String name : List.of("longshore-nowhere", "", "./shim", "bin/shim", "shim\0", "/bin/shim\0")) {
            assertThat(programs.look(name)).isEmpty();
        }
    }
}
