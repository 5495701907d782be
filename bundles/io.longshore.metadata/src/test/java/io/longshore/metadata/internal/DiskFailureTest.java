// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static io.longshore.metadata.internal.Examples.TEST;
import static io.longshore.metadata.internal.Examples.container;
import static io.longshore.metadata.internal.Examples.containerBuilder;
import static io.longshore.metadata.internal.Examples.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.UnavailableException;
import io.longshore.api.containers.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFailureTest {
    @TempDir
    Path directory;

    private final RecordingExchange exchange = new RecordingExchange();
    private MetadataStore store;

    @BeforeEach
    void open() {
        FaultyFiles.install();
        store = MetadataStore.open(directory, FaultyFiles.SCHEME, exchange, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        FaultyFiles.install();
        store.close();
    }

    private void failsAndRecovers() {
        Container before = store.containers().get(TEST, id("c"));
        int events = exchange.events.size();

        for (int n = 0; n < 3; n++) {
            assertThatThrownBy(() -> store.containers()
                            .update(TEST, containerBuilder("c").image("lost").build(), Set.of("image")))
                    .isInstanceOf(UnavailableException.class);
            assertThatThrownBy(() -> store.containers().create(TEST, container("lost")))
                    .isInstanceOf(UnavailableException.class);
        }
        assertThat(store.containers().list(TEST)).containsExactly(before);
        assertThat(exchange.events).hasSize(events);

        FaultyFiles.onWrite = FaultyFiles.Hook.NONE;
        FaultyFiles.onSync = FaultyFiles.Hook.NONE;
        store.containers().create(TEST, container("d"));
        store.containers().update(TEST, containerBuilder("c").image("kept").build(), Set.of("image"));
        store.close();
        open();
        assertThat(store.containers().list(TEST)).extracting(Container::image).containsExactly("kept", "");
        assertThat(store.containers().list(TEST)).extracting(Container::id).containsExactly(id("c"), id("d"));
    }

    @Test
    void aFullDiskLosesNothingAndWritesWorkAgainWhenThereIsSpace() {
        store.containers().create(TEST, container("c"));
        FaultyFiles.onWrite = FaultyFiles.failing("No space left on device");

        failsAndRecovers();
    }

    @Test
    void aFailingSyncLosesNothing() {
        store.containers().create(TEST, container("c"));
        FaultyFiles.onSync = FaultyFiles.failing("Input/output error");

        failsAndRecovers();
    }

    @Test
    void aCommitThatReachedTheDiskAlthoughItsSyncFailedDoesNotComeBack() {
        store.containers().create(TEST, container("c"));
        AtomicInteger syncs = new AtomicInteger();
        FaultyFiles.onSync = () -> {
            if (syncs.getAndIncrement() == 0) {
                throw new IOException("Input/output error");
            }
        };

        assertThatThrownBy(() -> store.containers().create(TEST, container("lost")))
                .isInstanceOf(UnavailableException.class);
        store.close();
        open();

        assertThat(store.containers().list(TEST)).extracting(Container::id).containsExactly(id("c"));
    }

    @Test
    void aFailureAtAnyWriteLeavesAllOrNothing() {
        store.containers().create(TEST, container("c"));
        for (int failing = 0; failing < 12; failing++) {
            AtomicInteger countdown = new AtomicInteger(failing);
            FaultyFiles.onWrite = () -> {
                if (countdown.getAndDecrement() == 0) {
                    throw new IOException("Input/output error");
                }
            };
            boolean done = true;
            String image = "i" + failing;
            try {
                store.containers()
                        .update(TEST, containerBuilder("c").image(image).build(), Set.of("image"));
            } catch (UnavailableException e) {
                done = false;
            }
            FaultyFiles.onWrite = FaultyFiles.Hook.NONE;
            Container kept = store.containers().get(TEST, id("c"));
            assertThat(kept.image().equals(image)).isEqualTo(done);
            store.close();
            open();
            assertThat(store.containers().get(TEST, id("c"))).isEqualTo(kept);
        }
    }

    @Test
    void aSecondCopyThatCannotBeWrittenDisturbsNoChangeAndIsMadeGoodLater() throws IOException {
        store.containers().create(TEST, container("c"));
        store.close();
        Path obstacle = directory.resolve("metadata.copy.new/x");
        open();
        Files.createDirectories(obstacle);
        // large enough that the copy has to begin anew
        for (int n = 0; n < 6; n++) {
            store.containers()
                    .update(
                            TEST,
                            containerBuilder("c")
                                    .spec(Examples.bytes(700_000 + n))
                                    .build(),
                            Set.of("spec"));
        }
        Container last = store.containers().get(TEST, id("c"));
        Files.delete(obstacle);
        store.containers().create(TEST, container("d"));
        store.close();

        Files.delete(directory.resolve("metadata.mv"));
        open();
        assertThat(store.containers().get(TEST, id("c"))).isEqualTo(last);
        assertThat(store.containers().get(TEST, id("d"))).isNotNull();
    }

    @Test
    void aStartWithAFullDiskServesReaders() {
        store.containers().create(TEST, container("c"));
        store.close();
        FaultyFiles.onWrite = FaultyFiles.failing("No space left on device");

        store = MetadataStore.open(directory, FaultyFiles.SCHEME, exchange, Clock.systemUTC());

        failsAndRecovers();
    }

    @Test
    void noReplacementIsLeftBehind() throws IOException {
        store.containers().create(TEST, container("c"));
        FaultyFiles.onWrite = FaultyFiles.failing("No space left on device");
        assertThatThrownBy(() -> store.containers().create(TEST, container("lost")))
                .isInstanceOf(UnavailableException.class);

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".new"));
        }
    }
}
