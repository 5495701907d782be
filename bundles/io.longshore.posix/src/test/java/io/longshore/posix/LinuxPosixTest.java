// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
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
    void aNulInsideAnArgumentIsRefusedBeforeTheKernelCutsItThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> posix.mount("tmpfs\0", directory, "tmpfs", 0, null))
                .withMessageContaining("NUL");
    }

    @Test
    void chownFollowsALink() throws IOException {
        assumeTrue(posix.geteuid() == 0, "giving files away needs root");
        Path file = Files.createFile(directory.resolve("file"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);

        posix.chown(link, 1001, 1002);

        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(1001);
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(1002);
        assertThat(Files.getAttribute(link, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(0);
    }

    @Test
    void userIdIsTheOneTheKernelShows() throws IOException {
        String[] uid = statusOfThisProcess("Uid:").split("\\s+", -1);

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

    private static PosixException refusal(ThrowingCallable call) {
        PosixException refused = catchThrowableOfType(PosixException.class, call);
        assertThat(refused).as("the kernel refused").isNotNull();
        return refused;
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
}
