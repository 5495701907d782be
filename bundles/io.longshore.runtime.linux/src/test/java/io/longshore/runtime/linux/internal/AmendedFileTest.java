// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AmendedFileTest {
    @TempDir
    private Path directory;

    private Path path;
    private AmendedFile file;

    @BeforeEach
    void open() {
        path = directory.resolve("file");
        file = new AmendedFile(path);
    }

    private static byte[] line(int length) {
        return ("x".repeat(length - 1) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private void write(int length, boolean sync) throws IOException {
        file.replace(size -> line(length), sync);
    }

    private List<Integer> lines() throws IOException {
        return Files.readAllLines(path).stream()
                .filter(line -> !line.isEmpty())
                .map(line -> line.length() + 1)
                .toList();
    }

    @Test
    void whatIsAddedIsInTheSameFileWhichKeepsItsSize() throws Exception {
        write(100, true);
        Object before = Files.getAttribute(path, "unix:ino");
        long size = Files.size(path);

        assertThat(file.amend(line(50), true)).isTrue();
        assertThat(file.amend(line(60), false)).isTrue();

        assertThat(lines()).containsExactly(100, 50, 60);
        assertThat(Files.getAttribute(path, "unix:ino")).isEqualTo(before);
        assertThat(Files.size(path)).isEqualTo(size).isEqualTo(file.size());
    }

    @Test
    void whatIsAddedLiesInOneSector() throws Exception {
        write(AmendedFile.SECTOR - 10, false);

        file.amend(line(10), false);
        file.amend(line(AmendedFile.SECTOR - 20), false);
        file.amend(line(21), false);

        String text = Files.readString(path);
        List<Integer> begins = new ArrayList<>();
        for (int at = text.indexOf('x'); at >= 0; at = text.indexOf("\nx", at) < 0 ? -1 : text.indexOf("\nx", at) + 1) {
            begins.add(at);
        }
        assertThat(begins).containsExactly(0, AmendedFile.SECTOR - 10, AmendedFile.SECTOR, 2 * AmendedFile.SECTOR);
    }

    @Test
    void whatIsLongerThanASectorIsNotAdded() throws Exception {
        write(100, false);

        assertThat(file.amend(line(AmendedFile.SECTOR + 1), false)).isFalse();

        assertThat(lines()).containsExactly(100);
    }

    @Test
    void untilItIsFullThereIsRoomForMoreAndNoneIsLost() throws Exception {
        write(100, false);
        int added = 0;
        while (file.amend(line(200), false)) {
            added++;
        }

        assertThat(added).isBetween(8, 100);
        assertThat(lines()).hasSize(added + 1);
    }

    @Test
    void aLongTextHasRoomBehindItToo() throws Exception {
        List<Integer> sizes = new ArrayList<>();
        file.replace(
                size -> {
                    sizes.add(size);
                    return line(10_000);
                },
                true);

        assertThat(sizes).endsWith(file.size());
        assertThat(file.amend(line(AmendedFile.SECTOR), true)).isTrue();
        assertThat(lines()).containsExactly(10_000, AmendedFile.SECTOR);
    }

    @Test
    void nothingIsAddedToWhatIsNotOurs() throws Exception {
        assertThat(file.amend(line(10), true)).isFalse();
        write(100, true);
        Files.writeString(path, "another\n");

        assertThat(file.amend(line(10), true)).isFalse();
        assertThat(Files.readString(path)).isEqualTo("another\n");
        assertThat(file.size()).as("it has to be written whole").isZero();
    }

    @Test
    void aFileThatIsGoneIsNotMadeByAnAddition() throws Exception {
        write(100, false);
        Files.delete(path);

        assertThat(file.amend(line(10), true)).isFalse();
        assertThat(path).doesNotExist();
        assertThatThrownBy(file::sync).isInstanceOf(NoSuchFileException.class);
    }
}
