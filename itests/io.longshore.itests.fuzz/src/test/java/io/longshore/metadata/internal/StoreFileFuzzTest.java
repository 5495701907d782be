// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A store of ours with bytes of it altered: all that was stored, or damage that is seen; in bounded time, whatever H2 makes of it. */
class StoreFileFuzzTest {
    private static final List<Stored> RECORDS = new ArrayList<>();

    @TempDir
    static Path directory;

    private static byte[] intact = {};

    @BeforeAll
    static void write() throws IOException {
        Contents sum = new Contents();
        for (int i = 1; i <= 40; i++) {
            Stored stored = new Stored.OfNamespace(
                    1, new Namespace("n" + i), new TreeMap<>(Map.of("label", "value ".repeat(i))));
            RECORDS.add(stored);
            sum.apply(stored, StoredCodec.frame(stored));
        }
        Path file = directory.resolve("intact.mv");
        StoreFile.write(file, file.toString(), RECORDS, sum.mark(1));
        intact = Files.readAllBytes(file);
    }

    @FuzzTest
    void storeIsWholeOrKnownToBeDamaged(FuzzedDataProvider data) throws IOException {
        byte[] bytes = intact.clone();
        for (int changes = data.consumeInt(0, 8); changes > 0; changes--) {
            int at = data.consumeInt(0, bytes.length - 1);
            byte[] piece = data.consumeBytes(8);
            System.arraycopy(piece, 0, bytes, at, Math.min(piece.length, bytes.length - at));
        }
        Path file = directory.resolve("altered.mv");
        Files.write(file, bytes);

        StoreFileReader.Content content;
        try {
            content = StoreFileReader.read(file);
        } catch (FailedPreconditionException e) {
            return; // it says that a newer version wrote it
        }

        if (content.mark() == null) {
            assertThat(content.damage()).isNotEmpty();
        } else {
            assertThat(content.records()).containsExactlyInAnyOrderElementsOf(RECORDS);
        }
    }
}
