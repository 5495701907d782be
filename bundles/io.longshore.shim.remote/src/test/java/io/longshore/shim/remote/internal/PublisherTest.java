// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.longshore.api.CancelledException;
import io.longshore.api.UnavailableException;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.MountFlags;
import io.longshore.posix.PosixException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    @TempDir
    Path root;

    private Path program(String content, String mode) throws Exception {
        Path program = Files.writeString(root.resolve("program"), content);
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString(mode));
    }

    @Test
    void programIsInTheRootDirectoryAndOnlyForUs() throws Exception {
        Publisher publisher = Publisher.install(root.resolve("new"));

        assertThat(publisher.program()).isEqualTo(root.resolve("new").resolve(".publish"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(publisher.program())))
                .isEqualTo("rwx------");
        assertThat(root.resolve("new").toFile().list()).containsExactly(".publish");
    }

    @Test
    void programThatCannotBeExecutedIsToldWithTheKeyToChange() throws Exception {
        Publisher publisher = new Publisher(program("#!/bin/sh\n", "rw-------"));

        assertThatThrownBy(() -> publisher.check(LONG))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContainingAll("noexec", "'root'", "etc/io.longshore.runtime.linux.cfg");
    }

    @Test
    void rootThatIsMountedNoexecIsTold() throws Exception {
        try (LinuxPosix posix = new LinuxPosix()) {
            assumeTrue(mounted(posix), "needs to be allowed to mount");
            try {
                assertThatThrownBy(() -> Publisher.install(root))
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining("noexec");
            } finally {
                posix.umount2(root, MountFlags.UMOUNT_DETACH);
            }
        }
    }

    private boolean mounted(LinuxPosix posix) {
        try {
            posix.mount("tmpfs", root, "tmpfs", MountFlags.NO_EXEC, "size=64k");
            return true;
        } catch (PosixException e) {
            return false;
        }
    }

    @Test
    void failureOfTheProgramIsTold() throws Exception {
        Publisher publisher = new Publisher(program("#!/bin/sh\nexit 3\n", "rwx------"));

        assertThatThrownBy(() -> publisher.check(LONG))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("status 3");
    }

    @Test
    void programThatHangsIsNotWaitedForAndEnded() throws Exception {
        Publisher publisher = new Publisher(program("#!/bin/sh\nexec sleep 60\n", "rwx------"));

        assertThatThrownBy(() -> publisher.check(Duration.ofMillis(50))).isInstanceOf(UnavailableException.class);
    }

    @Test
    void interruptionEndsTheCheck() throws Exception {
        Publisher publisher = new Publisher(program("#!/bin/sh\nexec sleep 60\n", "rwx------"));
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> publisher.check(LONG)).isInstanceOf(CancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
