// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountTest {

    private static LinuxPosix posix;

    @TempDir
    private Path directory;

    @BeforeAll
    static void load() {
        posix = new LinuxPosix();
    }

    @AfterAll
    static void close() {
        posix.close();
    }

    @Test
    void aTmpfsIsMountedAndUnmounted() throws IOException {
        assumeTrue(posix.geteuid() == 0, "mounting needs root");
        Path target = Files.createDirectory(directory.resolve("mnt"));

        posix.mount("tmpfs", target, "tmpfs", MountFlags.NO_SUID | MountFlags.NO_DEV, "size=64k,mode=0700");
        try {
            assertThat(Files.getFileStore(target).type()).isEqualTo("tmpfs");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                    .isEqualTo("rwx------");
            assertThat(mountOptions(target))
                    .contains("nosuid")
                    .contains("nodev")
                    .contains("size=64k");
        } finally {
            posix.umount2(target, MountFlags.UMOUNT_DETACH | MountFlags.UMOUNT_NOFOLLOW);
        }

        assertThat(mountOptions(target)).isEmpty();
    }

    @Test
    void aMountInUseIsBusyUnlessDetached() throws IOException {
        assumeTrue(posix.geteuid() == 0, "mounting needs root");
        Path target = Files.createDirectory(directory.resolve("mnt"));
        posix.mount("tmpfs", target, "tmpfs", 0, null);
        try (var open = Files.newOutputStream(target.resolve("open"))) {
            open.write(1);

            PosixException refused = refusal(() -> posix.umount2(target, 0));

            assertThat(refused.errno()).isEqualTo(Errno.EBUSY);
        } finally {
            posix.umount2(target, MountFlags.UMOUNT_DETACH);
        }
    }

    @Test
    void mountingOnAPathThatIsMissingNamesThePath() {
        assumeTrue(posix.geteuid() == 0, "mounting needs root");
        Path missing = directory.resolve("missing");

        PosixException refused = refusal(() -> posix.mount("tmpfs", missing, "tmpfs", 0, null));

        assertThat(refused.errno()).isEqualTo(Errno.ENOENT);
        assertThat(refused.argument()).isEqualTo(missing.toString());
    }

    @Test
    void unmountingWhatIsNotMountedIsInvalid() {
        assumeTrue(posix.geteuid() == 0, "mounting needs root");

        assertThat(refusal(() -> posix.umount2(directory, 0)).errno()).isEqualTo(Errno.EINVAL);
    }

    private static PosixException refusal(ThrowingCallable call) {
        PosixException refused = catchThrowableOfType(PosixException.class, call);
        assertThat(refused).as("the kernel refused").isNotNull();
        return refused;
    }

    private static String mountOptions(Path target) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .filter(line -> line.contains(" " + target + " "))
                .findFirst()
                .orElse("");
    }
}
