// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the builder makes, run by the installed runc as root; skipped without. */
@Timeout(300)
class RuncAcceptsSpecTest {
    private static final Optional<Path> RUNC = OnPath.find("runc");
    private static final Optional<Path> BUSYBOX = OnPath.find("busybox");
    private static final String CGROUP =
            "longshore-api-test-" + ProcessHandle.current().pid();

    @TempDir
    Path directory;

    private Path rootfs;

    @BeforeEach
    void makeRootFileSystem() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        assumeTrue(RUNC.isPresent(), "needs runc on the PATH");
        assumeTrue(BUSYBOX.isPresent(), "needs a static busybox");
        rootfs = directory.resolve("rootfs");
        Path bin = Files.createDirectories(rootfs.resolve("bin"));
        Files.copy(BUSYBOX.orElseThrow(), bin.resolve("busybox"));
        for (String applet : List.of("sh", "true", "id", "cat", "touch", "hostname", "grep")) {
            Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
        }
    }

    @AfterEach
    void leaveNothing() throws Exception {
        if (Files.isDirectory(directory.resolve("state"))) {
            runc("delete", "--force", "spec");
        }
        List<Path> cgroups = new ArrayList<>();
        try (Stream<Path> hierarchies = Files.list(Path.of("/sys/fs/cgroup"))) {
            Stream.concat(hierarchies, Stream.of(Path.of("/sys/fs/cgroup")))
                    .map(it -> it.resolve(CGROUP))
                    .filter(Files::isDirectory)
                    .forEach(cgroups::add);
        }
        for (Path cgroup : cgroups) {
            try (Stream<Path> tree = Files.walk(cgroup)) {
                for (Path it : tree.filter(Files::isDirectory)
                        .sorted(Comparator.reverseOrder())
                        .toList()) {
                    Files.delete(it);
                }
            }
        }
    }

    @Test
    void theDefaultsRunTrue() throws Exception {
        write(builder().args("true"));

        assertThat(runc("run", "--bundle", directory.toString(), "spec")).isEmpty();
    }

    @Test
    void everyOptionIsAcceptedAndWhatAProcessCanSeeOfThemIsThere() throws Exception {
        Path in = Files.createDirectories(directory.resolve("in"));
        Files.writeString(in.resolve("file"), "from the host\n");
        Path out = Files.createDirectories(directory.resolve("out"));
        Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rwxrwxrwx"));
        write(builder()
                .args("sh", "-c", """
                        id -u; id -g; hostname; echo "$GREETING"; pwd; cat /in/file
                        touch /in/x 2>/dev/null || echo /in is read-only
                        touch /out/x && echo /out is writable
                        touch /x 2>/dev/null || echo / is read-only
                        grep CapBnd /proc/self/status
                        """)
                .readOnlyRootfs()
                .env("GREETING", "hello = world")
                .cwd("/bin")
                .user(1000, 1001)
                .hostname("spec-host")
                .bind(in, "/in", true)
                .bind(out, "/out", false)
                .memoryLimit(64L * 1024 * 1024)
                .pidsLimit(50)
                .cpuShares(512)
                .cpuQuota(50_000, 100_000)
                .annotation("io.longshore.test", "ü")
                .dropCapabilities()
                .addCapability("CAP_NET_ADMIN"));

        assertThat(runc("run", "--bundle", directory.toString(), "spec"))
                .containsExactly(
                        "1000",
                        "1001",
                        "spec-host",
                        "hello = world",
                        "/bin",
                        "from the host",
                        "/in is read-only",
                        "/out is writable",
                        "/ is read-only",
                        "CapBnd:\t0000000000001000");
        assertThat(out.resolve("x")).exists();
    }

    @Test
    void theHostsNetworkIsShared() throws Exception {
        write(builder().args("sh", "-c", "cat /proc/self/net/dev").hostNetwork());

        List<String> shared = runc("run", "--bundle", directory.toString(), "spec");

        assertThat(shared).hasSameSizeAs(Files.readAllLines(Path.of("/proc/self/net/dev")));
    }

    @Test
    void aTerminalGoesToTheConsoleSocket() throws Exception {
        write(builder().args("true").terminal());
        Path console = directory.resolve("console");

        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(console));
            runc("create", "--bundle", directory.toString(), "--console-socket", console.toString(), "spec");
        }
    }

    private OciSpecBuilder builder() {
        return OciSpec.builder(Namespace.DEFAULT, new ContainerId("spec")).rootfs(rootfs);
    }

    private void write(OciSpecBuilder builder) throws IOException {
        String json = builder.build().toJson().replace("\"/longshore/", "\"/" + CGROUP + "/");
        Files.writeString(directory.resolve("config.json"), json);
    }

    private List<String> runc(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                RUNC.orElseThrow().toString(),
                "--root",
                directory.resolve("state").toString()));
        command.addAll(List.of(arguments));
        File output = Files.createTempFile(directory, "output", ".txt").toFile();
        Process process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output)
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output.toPath());
        assertThat(process.exitValue()).as("%s: %s", command, lines).isZero();
        return lines;
    }
}
