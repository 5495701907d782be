// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.runtime.Stdio;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R32: outputs are bounded. */
class OutputSweepTest {
    private static final TaskName WEB = TaskName.of("blue", "web");

    @TempDir
    Path given;

    private Path directory;
    private OutputDirectory outputs;
    private final Set<TaskName> there = new HashSet<>(Set.of(WEB));
    private OutputSweep sweep;

    @BeforeEach
    void open() throws IOException {
        directory = given.toRealPath().resolve("output");
        outputs = new OutputDirectory(directory);
        sweep = new OutputSweep(directory, 1000, there::contains);
    }

    @Test
    void oneThatIsTooLargeBeginsAnewAndTheOneBeforeIsKept() throws IOException {
        Path file = outputs.open(WEB).file();
        try (OutputStream shim = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
            shim.write("a".repeat(1001).getBytes(StandardCharsets.UTF_8));
            sweep.sweep();

            assertThat(file).isEmptyFile();
            Path before = directory.resolve("blue,web.log.1");
            assertThat(before).hasSize(1000);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(before)))
                    .isEqualTo("rw-------");

            // who has it open goes on where it is empty now
            shim.write("b".repeat(1002).getBytes(StandardCharsets.UTF_8));
            sweep.sweep();
            assertThat(before).hasContent("b".repeat(1000));
            shim.write("end".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(file).hasContent("end");
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("blue,web.log", "blue,web.log.1");
    }

    /** A task writes gigabytes between two sweeps, and the disk need not have room for them twice. */
    @Test
    void onlyTheLastOfItIsKept() throws IOException {
        Path file = outputs.open(WEB).file();
        Files.writeString(file, "a".repeat(5000) + "b".repeat(999) + "\n");
        Files.writeString(directory.resolve("blue,web.log.part"), "of a sweep that was cut short");

        sweep.sweep();

        assertThat(directory.resolve("blue,web.log.1")).hasContent("b".repeat(999) + "\n");
        assertThat(file).isEmptyFile();
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("blue,web.log", "blue,web.log.1");
    }

    @Test
    void oneThatIsSmallStays() throws IOException {
        Path file = outputs.open(WEB).file();
        Files.writeString(file, "a".repeat(1000));

        sweep.sweep();

        assertThat(file).hasSize(1000);
        assertThat(directory.toFile().list()).hasSize(1);
    }

    @Test
    void whoFollowsItSeesWhatComesAfter() throws IOException {
        Path file = outputs.open(WEB).file();
        Files.writeString(file, "a".repeat(2000));
        try (OutputFile read = OutputFile.open(Stdio.toFile(file), false)) {
            sweep.sweep();
            Files.writeString(file, "new", StandardOpenOption.APPEND);

            assertThat(new String(read.read(0, 100), StandardCharsets.UTF_8)).isEqualTo("new");
        }
    }

    @Test
    void thoseOfContainersThatAreGoneAreDeletedAndOthersFilesStay() throws IOException {
        Path file = outputs.open(WEB).file();
        Files.writeString(directory.resolve("blue,web.log.1"), "before");
        Files.writeString(directory.resolve("notes.txt"), "mine");
        Files.writeString(directory.resolve("a b,c.log"), "mine");
        there.clear();

        sweep.sweep();

        assertThat(file).doesNotExist();
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("notes.txt", "a b,c.log");
    }

    @Test
    void nothingIsDoneWhereNothingIs() {
        sweep.sweep();

        assertThat(directory).doesNotExist();
    }

    @Test
    void theOneBeforeGoesWithItsContainer() throws IOException {
        outputs.open(WEB);
        Files.writeString(directory.resolve("blue,web.log.1"), "before");

        outputs.remove(WEB);

        assertThat(directory).isEmptyDirectory();
    }
}
