// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static io.longshore.metadata.internal.Examples.TEST;
import static io.longshore.metadata.internal.Examples.container;
import static io.longshore.metadata.internal.Examples.containerBuilder;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.containers.RuntimeInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code ctr containers list} of containerd 1.6.20 answered for these three containers: fixed filters, and random ones
 * that it accepted. Left out are those it refuses and we accept, and bad regular expressions, which it logs and we refuse.
 */
class RecordedFiltersTest {
    private static final RuntimeInfo SECOND = new RuntimeInfo("io.containerd.runc.v2", null);

    @Test
    void filtersGiveWhatContainerdGave(@TempDir Path directory) throws IOException {
        List<String> recorded;
        try (InputStream file = RecordedFiltersTest.class.getResourceAsStream("containerd-filters.tsv")) {
            recorded = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        assertThat(recorded).hasSizeGreaterThan(300);
        try (MetadataStore store = MetadataStore.open(directory, new RecordingExchange(), Clock.systemUTC())) {
            store.containers()
                    .create(
                            TEST,
                            containerBuilder("web")
                                    .runtime(SECOND)
                                    .label("tier", "front")
                                    .label("a.b", "1")
                                    .label("größe", "日本")
                                    .label("a/b c", "x, \"y\"")
                                    .build());
            store.containers().create(TEST, container("bare"));
            store.containers()
                    .create(
                            TEST,
                            containerBuilder("a-b.c")
                                    .runtime(SECOND)
                                    .label("tier", "back")
                                    .label("a", "2")
                                    .build());

            SoftAssertions softly = new SoftAssertions();
            for (String line : recorded) {
                String[] answerAndFilter = line.split("\t", 2);
                softly.assertThat(answer(store, answerAndFilter[1]))
                        .as(answerAndFilter[1])
                        .isEqualTo(answerAndFilter[0]);
            }
            softly.assertAll();
        }
    }

    private static String answer(MetadataStore store, String filter) {
        try {
            return store.containers().list(TEST, filter).stream()
                    .map(container -> container.id().value())
                    .collect(Collectors.joining(" "));
        } catch (InvalidArgumentException e) {
            return "ERR";
        }
    }
}
