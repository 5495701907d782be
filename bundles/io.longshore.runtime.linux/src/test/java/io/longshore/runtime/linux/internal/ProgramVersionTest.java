// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramVersionTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    @Test
    void theVersionIsWhatTheProgramSaysItIs() throws Exception {
        Path shim = script("shim", "[ \"$1\" = -v ] && printf 'shim:\\n  Version:  1.6.20~ds1\\n  Revision: x\\n'");

        assertThat(ProgramVersion.ask(shim, "-v", LONG)).isEqualTo("1.6.20~ds1");
    }

    @Test
    void aProgramThatFailsOrSaysSomethingElseHasNoVersion() throws Exception {
        assertThat(ProgramVersion.ask(script("refuses", "echo Version: 1; exit 2"), "-v", LONG))
                .isEmpty();
        assertThat(ProgramVersion.ask(script("silent", "exit 0"), "-v", LONG)).isEmpty();
        assertThat(ProgramVersion.ask(directory.resolve("none"), "-v", LONG)).isEmpty();
    }

    @Test
    void aProgramThatHangsIsKilled() throws Exception {
        Path pid = directory.resolve("pid");
        Path hangs = script("hangs", "echo $$ > " + pid + "; exec sleep 600");

        assertThat(ProgramVersion.ask(hangs, "-v", Duration.ofSeconds(1))).isEmpty();

        String text = Files.readString(pid).strip();
        assertThat(ProcessHandle.of(Long.parseLong(text)))
                .satisfiesAnyOf(
                        gone -> assertThat(gone).isEmpty(),
                        ends -> assertThat(ends.orElseThrow().onExit()).succeedsWithin(LONG));
    }

    private Path script(String name, String body) throws Exception {
        Path file = Files.createFile(
                directory.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    }
}
