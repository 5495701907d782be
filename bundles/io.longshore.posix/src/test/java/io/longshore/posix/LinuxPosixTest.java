// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxPosixTest {

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
    void killingAProcessThatEndedSaysNoSuchProcess() throws Exception {
        Process process = new ProcessBuilder("true").start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();

        PosixException refused = refusal(() -> posix.kill((int) process.pid(), 9));

        assertThat(refused.errno()).isEqualTo(Errno.ESRCH);
        assertThat(refused.number()).isEqualTo(3);
        assertThat(refused.call()).isEqualTo("kill");
        assertThat(refused.argument()).isEqualTo(Long.toString(process.pid()));
    }

    @Test
    void killEndsTheProcessWithThatSignal() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();

        posix.kill((int) process.pid(), 0);
        posix.kill((int) process.pid(), 9);

        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(137);
    }

    @Test
    void aProcessIdThatMeansAWholeGroupIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> posix.kill(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> posix.kill(-1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> posix.pidfdOpen(0));
    }

    @Test
    void mkfifoMakesAFifoOfThatMode() throws IOException {
        Path fifo = directory.resolve("fifo");

        posix.mkfifo(fifo, 0600);

        assertThat(Files.getAttribute(fifo, "unix:mode")).isEqualTo(0010600);
    }

    @Test
    void mkfifoSaysThatThePathIsTaken() throws IOException {
        Path taken = Files.createFile(directory.resolve("taken"));

        PosixException refused = refusal(() -> posix.mkfifo(taken, 0600));

        assertThat(refused.errno()).isEqualTo(Errno.EEXIST);
        assertThat(refused).hasMessage("mkfifo " + taken + ": EEXIST (17)");
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

    @Test
    void aNulInsideAnArgumentIsRefusedBeforeTheKernelCutsItThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> posix.mount("tmpfs\0", directory, "tmpfs", 0, null))
                .withMessageContaining("NUL");
    }

    @Test
    void chownFollowsALinkAndLchownDoesNot() throws IOException {
        assumeTrue(posix.geteuid() == 0, "giving files away needs root");
        Path file = Files.createFile(directory.resolve("file"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);

        posix.chown(link, 1001, 1002);
        posix.lchown(link, 1003, -1);

        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(1001);
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(1002);
        assertThat(Files.getAttribute(link, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(1003);
        assertThat(Files.getAttribute(link, "unix:gid", LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(0);
    }

    @Test
    void userIdsAreThoseTheKernelShows() throws IOException {
        String[] uid = statusOfThisProcess("Uid:").split("\\s+", -1);

        assertThat(posix.getuid()).isEqualTo(Integer.parseInt(uid[0]));
        assertThat(posix.geteuid()).isEqualTo(Integer.parseInt(uid[1]));
    }

    @Test
    void theSubreaperIsTurnedOnAndOff() {
        posix.setChildSubreaper(true);
        boolean on = posix.isChildSubreaper();
        posix.setChildSubreaper(false);

        assertThat(on).isTrue();
        assertThat(posix.isChildSubreaper()).isFalse();
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

    private static PosixException refusal(ThrowingCallable call) {
        PosixException refused = catchThrowableOfType(PosixException.class, call);
        assertThat(refused).as("the kernel refused").isNotNull();
        return refused;
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    private static String signalsBlockedByThisThread() throws IOException {
        return value(Path.of("/proc/thread-self/status"), "SigBlk:");
    }

    private static String statusOfThisProcess(String key) throws IOException {
        return value(Path.of("/proc/self/status"), key);
    }

    private static String value(Path status, String key) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip())
                .findFirst()
                .orElseThrow();
    }

    private static String mountOptions(Path target) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .filter(line -> line.contains(" " + target + " "))
                .findFirst()
                .orElse("");
    }
}
