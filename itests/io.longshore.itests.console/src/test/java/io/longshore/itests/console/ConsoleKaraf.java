// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.itests.support.BusyboxRootfs;
import io.longshore.itests.support.KarafHome;
import io.longshore.itests.support.Leftovers;
import io.longshore.itests.support.NamespaceCgroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
    private final String password = UUID.randomUUID().toString();
    private final String port = KarafHome.freePort();
    private final KarafHome home;
    private final Process process;

    private ConsoleKaraf() throws Exception {
        BusyboxRootfs.create(rootfs());
        Files.deleteIfExists(LOG);
        home = KarafHome.unpack(
                Path.of("target/archives/io.longshore.karaf.distribution.tar.gz"),
                directory.resolve("karaf"),
                LOG.toString());
        configure();
        process = home.start();
        boolean up = false;
        try {
            BootFinished.awaitOf(home.etc(), "viewer", password);
            await("the console")
                    .atMost(Duration.ofSeconds(SECONDS))
                    .ignoreExceptions()
                    .untilAsserted(() -> Api.login(this, "viewer"));
            up = true;
        } finally {
            if (!up) {
                process.destroyForcibly();
            }
        }
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
        home.replace("org.apache.karaf.features.cfg", "featuresBoot", "longshore-console, \\");
        home.replace("org.ops4j.pax.web.cfg", "org.osgi.service.http.port", port);
        home.append(
                "users.properties",
                Map.of(
                        "viewer", password + ",viewer",
                        "manager", password + ",manager",
                        "admin", password + ",admin",
                        "stranger", password + ",ssh"));
        home.append("io.longshore.runtime.linux.cfg", Map.of("root", root().toString(), "state", state().toString()));
        home.append("io.longshore.console.cfg", Map.of("sample_millis", "500"));
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
        NamespaceCgroups.remove(namespace());
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
