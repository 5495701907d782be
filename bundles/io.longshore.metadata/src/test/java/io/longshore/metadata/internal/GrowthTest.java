// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static io.longshore.metadata.internal.Examples.TEST;
import static io.longshore.metadata.internal.Examples.containerBuilder;
import static io.longshore.metadata.internal.Examples.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowthTest {
    @TempDir
    Path directory;

    @Test
    void fiveThousandUpdatesDoNotLetTheFilesGrowWithoutBounds() throws IOException {
        long store = 0;
        long copy = 0;
        try (MetadataStore metadata = MetadataStore.open(directory, new RecordingExchange(), Clock.systemUTC())) {
            for (int n = 0; n < 50; n++) {
                metadata.containers()
                        .create(
                                TEST,
                                containerBuilder("c" + n)
                                        .spec(Examples.bytes(2_000))
                                        .build());
            }
            for (int n = 0; n < 5_000; n++) {
                metadata.containers()
                        .update(
                                TEST,
                                containerBuilder("c" + n % 50).image("i" + n).build(),
                                Set.of("image"));
                store = Math.max(store, Files.size(directory.resolve("metadata.mv")));
                copy = Math.max(copy, Files.size(directory.resolve("metadata.copy")));
            }
        }
        System.out.println("largest store " + store + " bytes, largest second copy " + copy + " bytes");

        assertThat(store).isBetween(1L << 20, 5L << 20);
        assertThat(copy).isBetween(100_000L, 2L << 20);
        try (MetadataStore metadata = MetadataStore.open(directory, new RecordingExchange(), Clock.systemUTC())) {
            assertThat(Files.size(directory.resolve("metadata.mv"))).isLessThan(1 << 20);
            assertThat(metadata.containers().get(TEST, id("c49")).image()).isEqualTo("i4999");
        }
    }

    @Test
    void recordsOfAMegabyteAreReplacedWithinFourTimesTheirSize() throws IOException {
        long store = 0;
        try (MetadataStore metadata = MetadataStore.open(directory, new RecordingExchange(), Clock.systemUTC())) {
            metadata.containers().create(TEST, containerBuilder("c").build());
            for (int n = 0; n < 40; n++) {
                metadata.containers()
                        .update(
                                TEST,
                                containerBuilder("c")
                                        .spec(Examples.bytes((1 << 20) + n))
                                        .build(),
                                Set.of("spec"));
                store = Math.max(store, Files.size(directory.resolve("metadata.mv")));
            }
            assertThat(metadata.containers().get(TEST, id("c")).spec()).isEqualTo(Examples.bytes((1 << 20) + 39));
        }
        assertThat(store).isLessThan(6 << 20);
    }
}
