// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.EventRecord;
import io.longshore.events.internal.JournalExchange;
import io.longshore.events.internal.Settings;
import io.longshore.metadata.internal.MetadataStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** R16: records and their events agree, though the process that makes them is killed again and again. */
@Timeout(300)
class RecordEventsIT {
    private static final int KILLS = 15;
    private static final Namespace NAMESPACE = new Namespace("records");

    @TempDir
    private Path directory;

    @Test
    void everyChangeIsToldOnceThoughTheProcessIsKilled() throws Exception {
        Set<String> acknowledged = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            writeAndKill(kill, 40 + kill * 31, acknowledged);
        }

        try (JournalExchange events =
                        JournalExchange.open(directory.resolve("events"), Settings.DEFAULT, Clock.systemUTC());
                MetadataStore metadata = MetadataStore.open(directory.resolve("metadata"), events, Clock.systemUTC())) {
            Map<ContainerId, List<String>> told = told(events);

            Set<String> all = new HashSet<>();
            told.forEach((id, topics) -> topics.forEach(topic -> all.add(topic + " " + id)));
            assertThat(all).containsAll(acknowledged);
            Map<ContainerId, String> images = new HashMap<>();
            metadata.containers().list(NAMESPACE).forEach(container -> images.put(container.id(), container.image()));
            told.forEach((id, topics) -> assertThat(topics).as("%s", id).isEqualTo(expected(images.get(id))));
            assertThat(told.keySet()).containsAll(images.keySet());
        }
    }

    private static Map<ContainerId, List<String>> told(JournalExchange events) {
        Map<ContainerId, List<String>> told = new HashMap<>();
        for (EventRecord record : events.list(0, Integer.MAX_VALUE)) {
            if (record.event() instanceof ContainerEvent event) {
                told.computeIfAbsent(event.containerId(), id -> new ArrayList<>())
                        .add(event.topic());
            }
        }
        return told;
    }

    /** What a record has gone through, from what is left of it. */
    private static List<String> expected(@Nullable String image) {
        if (image == null) {
            return List.of("/containers/create", "/containers/update", "/containers/delete");
        }
        return image.isEmpty() ? List.of("/containers/create") : List.of("/containers/create", "/containers/update");
    }

    private void writeAndKill(int round, int lines, Set<String> acknowledged) throws IOException, InterruptedException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath,
                        RecordWriter.class.getName(),
                        directory.toString(),
                        "r" + round)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader answers =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            int seen = 0;
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.matches("/containers/(create|update|delete) r\\d+-\\d-\\d+")) {
                    acknowledged.add(line);
                }
                if (++seen == lines) {
                    // by its handle: the process itself would close our end of its output too
                    child.toHandle().destroyForcibly();
                }
            }
            assertThat(seen).isGreaterThanOrEqualTo(lines);
        } finally {
            child.destroyForcibly();
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(child.exitValue()).isEqualTo(128 + 9);
    }
}
