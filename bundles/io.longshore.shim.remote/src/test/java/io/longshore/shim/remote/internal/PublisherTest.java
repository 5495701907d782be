// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.longshore.api.CancelledException;
import io.longshore.api.UnavailableException;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.MountFlags;
import io.longshore.posix.PosixException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final byte[] EVENT = {0, 1, '\n', (byte) 0xff};

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

    /** Runs it as a shim does, with a shell's commands before, in the same process. */
    private void publish(String before, String topic) throws Exception {
        Path program = Publisher.install(root).program();
        Path spool = Files.createDirectories(root.resolve("spool"));
        String script = before + "\nexec \"$1\" --address \"$2\" publish --topic \"$3\" --namespace ns";
        // not a pipe: whoever does not want it ends before it is written
        Path event = Files.write(root.resolve("event"), EVENT);
        Process process = new ProcessBuilder("sh", "-c", script, "sh", program.toString(), spool.toString(), topic)
                .redirectInput(event.toFile())
                .start();
        assertThat(process.waitFor()).isZero();
    }

    private List<String> spooled() {
        return List.of(root.resolve("spool").toFile().list());
    }

    @Test
    void anExitIsKeptByteByByteAndOnlyForUs() throws Exception {
        publish("", "/tasks/exit");

        assertThat(spooled()).singleElement(as(STRING)).matches("[0-9]+-0\\.event");
        Path event = root.resolve("spool").resolve(spooled().get(0));
        assertThat(event).hasBinaryContent("/tasks/exit\nns\n\0\1\n\377".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(event)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatNobodyReadsIsNotKept() throws Exception {
        publish("", "/tasks/start");

        assertThat(spooled()).isEmpty();
    }

    @Test
    void whatAnEarlierOneWithTheSamePidHasLeftStays() throws Exception {
        publish("echo left > $2/.$$-0; echo event > $2/$$-1.event", "/tasks/exit");

        assertThat(spooled())
                .anyMatch(name -> name.matches("\\.[0-9]+-0"))
                .anyMatch(name -> name.endsWith("-1.event"))
                .anyMatch(name -> name.endsWith("-2.event"))
                .hasSize(3);
        for (String name : spooled()) {
            if (name.endsWith("-1.event")) {
                assertThat(root.resolve("spool").resolve(name)).hasContent("event");
            }
        }
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
            assumeTrue(mounted(posix, MountFlags.NO_EXEC), "needs to be allowed to mount");
            try {
                for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(() -> Publisher.install(root))
                            .isInstanceOf(UnavailableException.class)
                            .hasMessageContaining("noexec");
                    assertThat(root.resolve(".publish")).doesNotExist();
                }
            } finally {
                posix.umount2(root, MountFlags.UMOUNT_DETACH);
            }
        }
    }

    @Test
    void rootThatIsMountedNoexecSinceThenIsTold() throws Exception {
        try (LinuxPosix posix = new LinuxPosix()) {
            assumeTrue(mounted(posix, 0), "needs to be allowed to mount");
            try {
                Publisher.install(root);
                posix.mount("tmpfs", root, "tmpfs", MountFlags.REMOUNT | MountFlags.NO_EXEC, "size=64k");

                assertThatThrownBy(() -> Publisher.install(root))
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining("noexec");
            } finally {
                posix.umount2(root, MountFlags.UMOUNT_DETACH);
            }
        }
    }

    private Object file(Path program) throws Exception {
        return Files.readAttributes(program, BasicFileAttributes.class).fileKey();
    }

    @Test
    void oneThatIsThereIsUsedAgain() throws Exception {
        Path program = Publisher.install(root).program();
        Object before = file(program);

        Publisher.install(root);

        assertThat(file(program)).isEqualTo(before);
    }

    @Test
    void oneThatIsNotAsItIsWrittenIsWrittenAnew() throws Exception {
        Path program = Publisher.install(root).program();
        String script = Files.readString(program);
        for (String mode : List.of("rwxrwxrwx", "rw-------")) {
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString(mode));
            Publisher.install(root);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(program)))
                    .isEqualTo("rwx------");
        }
        Files.writeString(program, "#!/bin/sh\nexit 0\n");
        Publisher.install(root);
        assertThat(program).hasContent(script);
    }

    private boolean mounted(LinuxPosix posix, long flags) {
        try {
            posix.mount("tmpfs", root, "tmpfs", flags, "size=64k");
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
