// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Our distribution as a process of its own, for what a test within it would not survive. */
final class KarafProcess {
    private static final long SECONDS = 60;

    private final Path home;
    private final String password = UUID.randomUUID().toString();
    private @Nullable Process process;

    /**
     * Unpacks the distribution.
     *
     * @param home of the Karaf; what was there goes
     * @param archives where the build has put the distribution and the consumer
     */
    KarafProcess(Path home, Path archives) throws Exception {
        this.home = home;
        if (Files.exists(home)) {
            try (Stream<Path> paths = Files.walk(home)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(home);
        Path archive = archives.resolve("io.longshore.karaf.distribution.tar.gz");
        run("tar", "xzf", archive.toString(), "-C", home.toString(), "--strip-components=1");
        Files.copy(archives.resolve("io.longshore.itests.consumer.jar"), home.resolve("deploy/consumer.jar"));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process started = new ProcessBuilder(command).inheritIO().start();
        assertThat(started.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(started.exitValue()).as(String.join(" ", command)).isZero();
    }

    void configure(Workplace workplace, Path runtime, Path diary, String log) throws IOException {
        append("users.properties", Map.of(Users.ADMIN, password + ",admin,manager,viewer"));
        replace("org.apache.karaf.management.cfg", "rmiRegistryPort", freePort());
        replace("org.apache.karaf.management.cfg", "rmiServerPort", freePort());
        replace("org.apache.karaf.shell.cfg", "sshPort", freePort());
        replace("org.ops4j.pax.logging.cfg", "log4j2.appender.rolling.fileName", log);
        append(
                "io.longshore.runtime.linux.cfg",
                Map.of(
                        "root", workplace.root().toString(),
                        "state", workplace.state().toString(),
                        "runtime", runtime.toString()));
        append("io.longshore.itests.consumer.cfg", Map.of("file", diary.toString()));
    }

    private void append(String file, Map<String, String> values) throws IOException {
        Path path = home.resolve("etc").resolve(file);
        String before = Files.exists(path) ? Files.readString(path) : "";
        StringBuilder text = new StringBuilder(before).append('\n');
        values.forEach(
                (key, value) -> text.append(key).append(" = ").append(value).append('\n'));
        Files.writeString(path, text);
    }

    private void replace(String file, String key, String value) throws IOException {
        Path path = home.resolve("etc").resolve(file);
        List<String> lines = Files.readAllLines(path);
        List<String> changed = lines.stream()
                .map(line -> line.matches("\\Q" + key + "\\E\\s*=.*") ? key + " = " + value : line)
                .toList();
        assertThat(changed).as(key + " in " + file).isNotEqualTo(lines);
        Files.write(path, changed);
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return String.valueOf(socket.getLocalPort());
        }
    }

    /** Starts it, if it is not running, and logs in. */
    JmxClient start() throws IOException {
        if (process == null || !process.isAlive()) {
            ProcessBuilder karaf = new ProcessBuilder(home.resolve("bin/karaf").toString(), "server")
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            home.resolve("out.txt").toFile()));
            karaf.environment().put("JAVA_HOME", System.getProperty("java.home"));
            // the script becomes Karaf, so that its pid is Karaf's
            karaf.environment().put("KARAF_EXEC", "exec");
            process = karaf.start();
        }
        JmxClient admin = JmxClient.admin(home.resolve("etc"), password);
        admin.awaitMBean();
        return admin;
    }

    /** As a service manager stops it. */
    void stop() throws InterruptedException {
        if (process != null) {
            process.destroy();
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS))
                    .as("Karaf stops")
                    .isTrue();
        }
    }

    /** With SIGKILL. */
    void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly();
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS))
                    .as("Karaf is killed")
                    .isTrue();
        }
    }
}
