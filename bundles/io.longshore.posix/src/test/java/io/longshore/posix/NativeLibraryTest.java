// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each in a JVM of its own: a library is loaded once and for all. */
@Timeout(60)
class NativeLibraryTest {

    @TempDir
    private Path directory;

    @Test
    void aJvmWithAUsableDirectoryLoadsTheLibrary() throws Exception {
        assertThat(load(directory, "-Djava.io.tmpdir=" + directory)).isEqualTo("loaded");
    }

    @Test
    void aDirectoryMountedNoexecIsExplained() throws Exception {
        try (LinuxPosix posix = new LinuxPosix()) {
            assumeTrue(posix.geteuid() == 0, "mounting needs root");
            Path noexec = Files.createDirectory(directory.resolve("noexec"));
            posix.mount("tmpfs", noexec, "tmpfs", MountFlags.NO_EXEC, "size=4m");
            try {
                assertThat(load(noexec, "-Djava.io.tmpdir=" + noexec))
                        .contains("java.io.tmpdir (" + noexec + ")")
                        .contains("must be writable and not mounted noexec");
            } finally {
                posix.umount2(noexec, MountFlags.UMOUNT_DETACH);
            }
        }
    }

    @Test
    void anotherArchitectureIsExplained() throws Exception {
        assertThat(load(directory, "-Dos.arch=riscv64"))
                .isEqualTo("no native library for Linux on riscv64; run this on Linux with a 64-bit x86 or ARM"
                        + " processor and JVM (x86_64, aarch64)");
    }

    @Test
    void aPathIsTheSameFileWhateverTheDefaultCharset() throws Exception {
        assertThat(load(directory, "-Dfile.encoding=ISO-8859-1", "fifo")).isEqualTo("made");
    }

    @Test
    void aPathTheDefaultCharsetCannotNameIsRefused() throws Exception {
        assertThat(load(directory, "-Dfile.encoding=US-ASCII", "fifo"))
                .startsWith("with -Dfile.encoding=US-ASCII there is no way to name")
                .endsWith("start the JVM with -Dfile.encoding=UTF-8");
    }

    private static String load(Path workingDirectory, String option, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(option);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Load.class.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(workingDirectory.toFile()).redirectErrorStream(true);
        // decides how the JDK encodes paths
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** Says how loading went. */
    static final class Load {

        private Load() {}

        public static void main(String[] arguments) {
            try (LinuxPosix posix = new LinuxPosix()) {
                posix.geteuid();
                System.out.println(arguments.length == 0 ? "loaded" : makeFifo(posix));
            } catch (PosixUnavailableException | IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
        }

        private static String makeFifo(LinuxPosix posix) {
            Path path = Path.of("f\u00fcnf");
            posix.mkfifo(path, 0600);
            return Files.exists(path) ? "made" : "made somewhere else";
        }
    }
}
