// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static io.longshore.metadata.internal.Examples.TEST;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.containers.Container;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** R13: SIGKILL at any time. */
class KillTest {
    private static final int ROUNDS = 12;

    @TempDir
    Path directory;

    private final Random random = new Random();
    private final Map<String, String> acknowledged = new HashMap<>();

    @Test
    @Timeout(value = 180, unit = TimeUnit.SECONDS)
    void everyAcknowledgedChangeSurvivesAKill() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            runAndKill("r" + round, 1 + random.nextInt(1500));
            verify();
        }
        assertThat(acknowledged).hasSizeGreaterThan(ROUNDS);
    }

    /** All lines are read to the end: what was acknowledged in the moment of the kill counts too. */
    private void runAndKill(String prefix, int lines) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcess.class.getName(),
                        directory.toString(),
                        prefix)
                .redirectError(directory.resolve("child.err").toFile())
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            int seen = 0;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                String[] words = line.split(" ", -1);
                if (words.length == 2 && line.matches("(created|updated|deleted) r\\d+-\\d-\\d+")) {
                    acknowledged.put(words[1], words[0]);
                }
                if (++seen == lines) {
                    // by its handle: the process itself would close our end of its output too
                    child.toHandle().destroyForcibly();
                }
            }
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue())
                .as("see %s", Files.readString(directory.resolve("child.err")))
                .isEqualTo(137);
    }

    private void verify() throws IOException {
        try (MetadataStore store = MetadataStore.open(directory, new RecordingExchange(), Clock.systemUTC())) {
            Map<String, Container> found = new HashMap<>();
            store.containers().list(TEST).forEach(c -> found.put(c.id().value(), c));
            acknowledged.forEach((id, last) -> {
                Container container = found.get(id);
                int n = Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
                if (container == null) {
                    // the next change of this container may have been made without being acknowledged yet
                    assertThat(last.equals("deleted") || (last.equals("updated") && n % 4 == 0))
                            .as("%s was %s and is gone", id, last)
                            .isTrue();
                } else {
                    assertThat(last).as(id).isNotEqualTo("deleted");
                    assertThat(container.spec()).isEqualTo(Examples.bytes(500 + n));
                    assertThat(container.image()).isIn(last.equals("created") ? "" : "image-" + id, "image-" + id);
                }
            });
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).noneMatch(file -> file.toString().contains("corrupt"));
        }
    }
}
