// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.itests.support.BusyboxRootfs;
import io.longshore.itests.support.Leftovers;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Our distribution with the console, one for all tests; it is stopped, and checked for leftovers, at their end. */
final class ConsoleKaraf implements AutoCloseable {
    static final List<String> USERS = List.of("viewer", "manager", "admin");

    private static final long SECONDS = 90;
    private static final Path LOG = Path.of("target/logs/console.log").toAbsolutePath();

    private final Path directory = Files.createTempDirectory("ls-");
    private final Path home = directory.resolve("karaf");
    private final String password = UUID.randomUUID().toString();
    private final String port = freePort();
    private final Process process;

    private ConsoleKaraf() throws Exception {
        BusyboxRootfs.create(rootfs());
        Files.createDirectories(home);
        Files.deleteIfExists(LOG);
        Path archive = Path.of("target/archives/io.longshore.karaf.distribution.tar.gz");
        Process tar = new ProcessBuilder(
                        "tar", "xzf", archive.toString(), "-C", home.toString(), "--strip-components=1")
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        configure();
        ProcessBuilder karaf = new ProcessBuilder(home.resolve("bin/karaf").toString(), "server")
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("out.txt").toFile());
        karaf.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // the script becomes Karaf, so that its pid is Karaf's
        karaf.environment().put("KARAF_EXEC", "exec");
        process = karaf.start();
        await("the console")
                .atMost(Duration.ofSeconds(SECONDS))
                .ignoreExceptions()
                // while it boots, services come and go; it is up when it stays
                .during(Duration.ofSeconds(2))
                .untilAsserted(() -> Api.login(this, "viewer"));
    }

    static ConsoleKaraf of(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.GLOBAL)
                .computeIfAbsent(
                        ConsoleKaraf.class,
                        key -> {
                            try {
                                return new ConsoleKaraf();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        ConsoleKaraf.class);
    }

    private void configure() throws IOException {
        replace("org.apache.karaf.features.cfg", "featuresBoot", "longshore-console, \\");
        replace("org.apache.karaf.management.cfg", "rmiRegistryPort", freePort());
        replace("org.apache.karaf.management.cfg", "rmiServerPort", freePort());
        replace("org.apache.karaf.shell.cfg", "sshPort", freePort());
        replace("org.ops4j.pax.web.cfg", "org.osgi.service.http.port", port);
        replace("org.ops4j.pax.logging.cfg", "log4j2.appender.rolling.fileName", LOG.toString());
        append("users.properties", "viewer = " + password + ",viewer");
        append("users.properties", "manager = " + password + ",manager");
        append("users.properties", "admin = " + password + ",admin");
        append("users.properties", "stranger = " + password + ",ssh");
        append("io.longshore.runtime.linux.cfg", "root = " + root());
        append("io.longshore.runtime.linux.cfg", "state = " + state());
        append("io.longshore.console.cfg", "sample_millis = 500");
    }

    private void append(String file, String line) throws IOException {
        Path path = home.resolve("etc").resolve(file);
        String before = Files.exists(path) ? Files.readString(path) : "";
        Files.writeString(path, before + "\n" + line + "\n");
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

    String namespace() {
        return directory.getFileName().toString();
    }

    Path rootfs() {
        return directory.resolve("rootfs");
    }

    private Path root() {
        return directory.resolve("root");
    }

    private Path state() {
        return directory.resolve("state");
    }

    int port() {
        return Integer.parseInt(port);
    }

    String address() {
        return address("127.0.0.1");
    }

    String address(String host) {
        return "http://" + host + ":" + port + "/longshore/";
    }

    String password() {
        return password;
    }

    Http http() {
        return new Http(address());
    }

    List<String> auditLines() throws IOException {
        try (Stream<String> lines = Files.lines(LOG)) {
            return lines.filter(line -> line.contains("operation=") && line.contains("outcome="))
                    .map(line -> line.substring(line.indexOf("user=")))
                    .toList();
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join();
        assertThat(new Leftovers(directory).find(state(), root()))
                .as("left behind")
                .isEmpty();
        try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(Path.of("/sys/fs/cgroup"))) {
            for (Path hierarchy : hierarchies) {
                // runc makes it for the namespace, and leaves it
                Files.deleteIfExists(hierarchy.resolve("longshore").resolve(namespace()));
            }
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
