// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static io.longshore.metadata.internal.Examples.TEST;
import static io.longshore.metadata.internal.Examples.container;
import static io.longshore.metadata.internal.Examples.containerBuilder;
import static io.longshore.metadata.internal.Examples.full;
import static io.longshore.metadata.internal.Examples.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R13: truncated files and flipped bits. */
class DamageTest {
    private static final int OFFSETS = 200;
    private static final Namespace OTHER = new Namespace("other");

    @TempDir
    Path temp;

    private final Random random = new Random(13);
    private final Map<String, Container> acknowledged = new TreeMap<>();
    private final Set<Container> versions = new HashSet<>();
    private byte[] storeBytes = {};
    private byte[] copyBytes = {};
    private byte[] markBytes = {};
    private Path directory;
    private int round;

    @BeforeEach
    void populate() throws IOException {
        directory = temp.resolve("populated");
        try (MetadataStore store = open()) {
            for (int n = 0; n < 60; n++) {
                keep(store.containers().create(TEST, full("c" + n)));
            }
            for (int n = 0; n < 60; n += 3) {
                keep(store.containers()
                        .update(TEST, containerBuilder("c" + n).image("updated").build(), Set.of("image")));
            }
            for (int n = 0; n < 60; n += 10) {
                store.containers().delete(TEST, id("c" + n));
                acknowledged.remove("c" + n);
            }
            store.namespaces().create(OTHER, Map.of("k", "v"));
        }
        storeBytes = Files.readAllBytes(directory.resolve("metadata.mv"));
        copyBytes = Files.readAllBytes(directory.resolve("metadata.copy"));
        markBytes = Files.readAllBytes(directory.resolve("metadata.mark"));
    }

    private void keep(Container container) {
        acknowledged.put(container.id().value(), container);
        versions.add(container);
    }

    private MetadataStore open() {
        return MetadataStore.open(directory, new RecordingExchange(), Clock.systemUTC());
    }

    private void place(byte[] store, byte[] copy) throws IOException {
        directory = Files.createDirectory(temp.resolve("round" + round++));
        Files.write(directory.resolve("metadata.mv"), store);
        Files.write(directory.resolve("metadata.copy"), copy);
        Files.write(directory.resolve("metadata.mark"), markBytes);
    }

    private byte[] truncated(byte[] bytes) {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }

    private byte[] flipped(byte[] bytes) {
        byte[] damaged = bytes.clone();
        damaged[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return damaged;
    }

    private byte[] rubbish(byte[] bytes) {
        byte[] damaged = bytes.clone();
        int from = random.nextInt(bytes.length);
        byte[] rubbish = new byte[Math.min(bytes.length - from, 1 + random.nextInt(4096))];
        random.nextBytes(rubbish);
        System.arraycopy(rubbish, 0, damaged, from, rubbish.length);
        return damaged;
    }

    private List<Path> setAside(String name) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(name + ".corrupt-"))
                    .toList();
        }
    }

    private void everythingIsThere(MetadataStore store) {
        assertThat(store.containers().list(TEST)).containsExactlyInAnyOrderElementsOf(acknowledged.values());
        assertThat(store.namespaces().list()).containsExactly(OTHER, TEST);
        assertThat(store.namespaces().labels(OTHER)).isEqualTo(Map.of("k", "v"));
    }

    private void damagedStoreLosesNothing(UnaryOperator<byte[]> damage) throws IOException {
        int aside = 0;
        for (int n = 0; n < OFFSETS; n++) {
            byte[] damaged = damage.apply(storeBytes);
            place(damaged, copyBytes);
            try (MetadataStore store = open()) {
                everythingIsThere(store);
                store.containers().create(TEST, container("new"));
            }
            List<Path> kept = setAside("metadata.mv");
            if (!kept.isEmpty()) {
                aside++;
                assertThat(kept).hasSize(1);
                assertThat(Files.readAllBytes(kept.get(0))).isEqualTo(damaged);
            }
            try (MetadataStore store = open()) {
                assertThat(store.containers().list(TEST)).hasSize(acknowledged.size() + 1);
            }
            assertThat(setAside("metadata.mv")).hasSameSizeAs(kept);
        }
        assertThat(aside).isPositive();
    }

    @Test
    void aTruncatedStoreLosesNothing() throws IOException {
        damagedStoreLosesNothing(this::truncated);
    }

    @Test
    void aStoreWithAFlippedBitLosesNothing() throws IOException {
        damagedStoreLosesNothing(this::flipped);
    }

    @Test
    void aStoreWithRubbishInItLosesNothing() throws IOException {
        damagedStoreLosesNothing(this::rubbish);
    }

    @Test
    void aDamagedSecondCopyDisturbsNobody() throws IOException {
        for (int n = 0; n < OFFSETS; n++) {
            place(storeBytes, n % 2 == 0 ? truncated(copyBytes) : flipped(copyBytes));
            try (MetadataStore store = open()) {
                everythingIsThere(store);
            }
            assertThat(setAside("metadata")).isEmpty();
            assertThat(setAside("metadata.mv")).isEmpty();
        }
    }

    @Test
    void whenBothAreDamagedWhatIsIntactIsSalvagedAndNothingIsAltered() throws IOException {
        int complete = 0;
        int partial = 0;
        for (int n = 0; n < OFFSETS; n++) {
            boolean bits = n % 2 == 0;
            place(
                    bits ? rubbish(flipped(storeBytes)) : truncated(storeBytes),
                    bits ? rubbish(flipped(copyBytes)) : truncated(copyBytes));
            try (MetadataStore store = open()) {
                List<Container> salvaged = store.containers().list(TEST);
                assertThat(versions).containsAll(salvaged);
                if (Set.copyOf(salvaged).equals(Set.copyOf(acknowledged.values()))) {
                    complete++;
                } else {
                    partial++;
                    assertThat(setAside("metadata.mv")).hasSize(1);
                    assertThat(setAside("metadata.copy")).hasSize(1);
                }
                if (store.namespaces().list().contains(TEST)) {
                    store.containers().create(TEST, container("new"));
                }
            }
        }
        assertThat(complete).isPositive();
        assertThat(partial).isPositive();
    }

    @Test
    void whenAllFilesAreDamagedTheServiceStartsAndNothingIsAltered() throws IOException {
        for (int n = 0; n < OFFSETS; n++) {
            place(rubbish(storeBytes), rubbish(copyBytes));
            Files.write(directory.resolve("metadata.mark"), n % 2 == 0 ? flipped(markBytes) : truncated(markBytes));
            try (MetadataStore store = open()) {
                assertThat(versions).containsAll(store.containers().list(TEST));
            }
        }
    }

    @Test
    void twoEmptyFilesAreSetAsideAndTheServiceStarts() throws IOException {
        place(new byte[0], new byte[0]);

        try (MetadataStore store = open()) {
            assertThat(store.namespaces().list()).isEmpty();
            store.containers().create(TEST, container("new"));
        }
        assertThat(setAside("metadata.mv")).hasSize(1);
    }

    @Test
    void aMissingStoreComesBackFromTheSecondCopy() throws IOException {
        place(storeBytes, copyBytes);
        Files.delete(directory.resolve("metadata.mv"));

        try (MetadataStore store = open()) {
            everythingIsThere(store);
        }
    }

    @Test
    void aMissingSecondCopyIsMadeAnew() throws IOException {
        place(storeBytes, copyBytes);
        Files.delete(directory.resolve("metadata.copy"));

        try (MetadataStore store = open()) {
            everythingIsThere(store);
        }
        assertThat(directory.resolve("metadata.copy")).isNotEmptyFile();
    }

    private Object copyFile() throws IOException {
        return Files.readAttributes(directory.resolve("metadata.copy"), BasicFileAttributes.class)
                .fileKey();
    }

    private void reopen() {
        try (MetadataStore store = open()) {
            everythingIsThere(store);
        }
    }

    /** And has everything then. */
    private void isMadeAnew() throws IOException {
        Object before = copyFile();
        reopen();
        assertThat(copyFile()).isNotEqualTo(before);

        Files.delete(directory.resolve("metadata.mv"));
        reopen();
    }

    @Test
    void aSecondCopyThatHasEverythingIsAddedToAsItIs() throws IOException {
        place(storeBytes, copyBytes);
        Object file = copyFile();
        reopen();
        assertThat(copyFile()).isEqualTo(file);
        reopen();
        assertThat(copyFile()).isEqualTo(file);
        try (MetadataStore store = open()) {
            keep(store.containers().create(TEST, container("new")));
        }
        assertThat(copyFile()).isEqualTo(file);

        Files.delete(directory.resolve("metadata.mv"));
        reopen();
    }

    @Test
    void aSecondCopyWithRecordsOfACommitThatNeverEndedIsMadeAnew() throws IOException {
        place(storeBytes, copyBytes);
        Stored never = new Stored.OfContainer(Long.MAX_VALUE / 2, TEST, container("never"));
        Files.write(directory.resolve("metadata.copy"), StoredCodec.frame(never), StandardOpenOption.APPEND);
        isMadeAnew();
    }

    @Test
    void aSecondCopyThatLacksARecordIsMadeAnewThoughItsMarkSaysOtherwise() throws IOException {
        place(storeBytes, copyBytes);
        List<byte[]> bodies = Frame.scan(copyBytes).bodies();
        try (OutputStream copy = Files.newOutputStream(directory.resolve("metadata.copy"))) {
            for (byte[] body : bodies) {
                Stored stored = StoredCodec.stored(body);
                if (stored == null || !stored.key().equals(new Key(TEST, id("c1")))) {
                    copy.write(Frame.of(body));
                }
            }
        }
        isMadeAnew();
    }

    @Test
    void aSecondCopyThatWasSetAsideIsNotAddedTo() throws IOException {
        place(storeBytes, copyBytes);
        Path aside = Files.createLink(directory.resolve("aside"), directory.resolve("metadata.copy"));
        try (MetadataStore store = open()) {
            store.containers().create(TEST, container("new"));
        }
        assertThat(aside).hasBinaryContent(copyBytes);
    }

    @Test
    void aSecondCopyThatLacksACommitIsMadeAnew() throws IOException {
        place(storeBytes, copyBytes);
        try (MetadataStore store = open()) {
            keep(store.containers().create(TEST, container("new")));
        }
        Files.write(directory.resolve("metadata.copy"), copyBytes);
        isMadeAnew();
    }

    @Test
    void damageIsSaidInOneErrorLineThatSaysWhatToDo() throws IOException {
        place(truncated(storeBytes), truncated(copyBytes));
        PrintStream before = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try (MetadataStore store = open()) {
            assertThat(store.containers().list(OTHER)).isEmpty();
        } finally {
            System.setErr(before);
        }

        List<String> errors = captured.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("ERROR"))
                .toList();
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0)).contains("Check the disk").contains(".corrupt-");
    }

    @Test
    void aStoreOfANewerVersionIsRefusedAndLeftUntouched() throws IOException {
        place(storeBytes, copyBytes);
        Path file = directory.resolve("metadata.mv");
        try (StoreFile store = StoreFile.open("nio:" + file)) {
            store.commit(List.of(), new Mark(Mark.SCHEMA + 1, Long.MAX_VALUE, 0, 0));
        }
        byte[] newer = Files.readAllBytes(file);

        assertThatThrownBy(this::open)
                .isInstanceOf(FailedPreconditionException.class)
                .hasMessageContaining("newer version");

        assertThat(Files.readAllBytes(file)).isEqualTo(newer);
        assertThat(Files.readAllBytes(directory.resolve("metadata.copy"))).isEqualTo(copyBytes);
        assertThat(setAside("metadata.mv")).isEmpty();
    }
}
