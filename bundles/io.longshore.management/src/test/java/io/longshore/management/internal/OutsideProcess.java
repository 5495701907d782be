// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import outside.OutsideClient;

/** Starts the client that has none of our classes. */
record OutsideProcess(Path directory) {
    List<String> run(RemoteServer server, String role, String what) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Process client = start(server, role, what, ProcessBuilder.Redirect.to(output.toFile()));
        try {
            assertThat(client.waitFor(50, TimeUnit.SECONDS)).isTrue();
        } finally {
            client.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
        assertThat(client.exitValue()).as(() -> String.join("\n", lines)).isZero();
        return lines;
    }

    Process start(RemoteServer server, String role, String what, ProcessBuilder.Redirect output) throws IOException {
        String resource = OutsideClient.class.getName().replace('.', '/') + ".class";
        Path copy = directory.resolve(resource);
        Files.createDirectories(copy.getParent());
        try (InputStream bytes = OutsideClient.class.getClassLoader().getResourceAsStream(resource)) {
            Files.copy(bytes, copy);
        }
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        directory.toString(),
                        OutsideClient.class.getName(),
                        server.address().toString(),
                        role,
                        what)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
    }
}
