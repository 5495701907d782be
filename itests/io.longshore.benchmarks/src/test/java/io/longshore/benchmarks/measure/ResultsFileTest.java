// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFileTest {
    private static final List<Row> ROWS = Row.of(List.of(
            new Entry("lifecycle", "ours", "theirs", Figures.time(Samples.of(List.of(2_000_000L)))),
            new Entry("lifecycle", "theirs", null, Figures.time(Samples.of(List.of(4_000_000L))))));

    @TempDir
    Path directory;

    private ResultsFile file() {
        return new ResultsFile(
                directory.resolve("data/results.json"), new Machine(Map.of("cores", 2)), 60, Instant.EPOCH);
    }

    @Test
    void eachRowHasAllKeysAlsoThoseWithoutAValue() throws IOException {
        file().write(ROWS);

        JsonObject all = JsonParser.parseString(Files.readString(directory.resolve("data/results.json")))
                .getAsJsonObject();
        assertThat(all.get("rounds").getAsInt()).isEqualTo(60);
        assertThat(all.getAsJsonObject("machine").get("cores").getAsInt()).isEqualTo(2);
        JsonObject ours = all.getAsJsonArray("results").get(0).getAsJsonObject();
        assertThat(ours.keySet())
                .containsExactly(
                        "scenario",
                        "contestant",
                        "p50_ms",
                        "p95_ms",
                        "per_s",
                        "kib",
                        "ratio_containerd",
                        "ratio_runc",
                        "ratio_of");
        assertThat(ours.get("p50_ms").getAsDouble()).isEqualTo(2);
        assertThat(ours.get("per_s").getAsDouble()).isEqualTo(500);
        assertThat(ours.get("ratio_containerd").getAsDouble()).isEqualTo(0.5);
        assertThat(ours.get("ratio_runc").isJsonNull()).isTrue();
        assertThat(ours.get("ratio_of").getAsString()).isEqualTo("p50_ms");
    }

    @Test
    void itIsReplacedAndNothingElseIsLeft() throws IOException {
        file().write(List.of());
        file().write(ROWS);

        try (Stream<Path> files = Files.list(directory.resolve("data"))) {
            assertThat(files).containsExactly(directory.resolve("data/results.json"));
        }
        assertThat(Files.readString(directory.resolve("data/results.json"))).contains("theirs");
    }
}
