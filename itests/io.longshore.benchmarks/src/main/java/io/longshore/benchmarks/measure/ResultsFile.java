// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.measure;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** All rows of a run as JSON, and on what machine it was; the module's README has the keys. */
public final class ResultsFile {
    private static final Gson GSON =
            new GsonBuilder().serializeNulls().setPrettyPrinting().create();

    private final Path file;
    private final Machine machine;
    private final int rounds;
    private final Instant begun;

    public ResultsFile(Path file, Machine machine, int rounds, Instant begun) {
        this.file = file;
        this.machine = machine;
        this.rounds = rounds;
        this.begun = begun;
    }

    /** Replaces it as a whole, so that a run that is broken off leaves what it has measured. */
    public void write(List<Row> rows) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        Path written = Files.createTempFile(directory, "results", ".tmp");
        Files.writeString(written, json(rows) + "\n");
        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    String json(List<Row> rows) {
        JsonObject all = new JsonObject();
        all.addProperty("begun", begun.toString());
        all.addProperty("rounds", rounds);
        all.add("machine", GSON.toJsonTree(machine.facts()));
        JsonArray results = new JsonArray();
        rows.forEach(row -> results.add(json(row)));
        all.add("results", results);
        return GSON.toJson(all);
    }

    private static JsonObject json(Row row) {
        Figures figures = row.figures();
        JsonObject object = new JsonObject();
        object.addProperty("scenario", row.scenario());
        object.addProperty("contestant", row.contestant());
        add(object, "p50_ms", figures.p50Millis());
        add(object, "p95_ms", figures.p95Millis());
        add(object, "per_s", figures.perSecond());
        add(object, "kib", figures.kib());
        add(object, "ratio_containerd", row.ratioContainerd());
        add(object, "ratio_runc", row.ratioRunc());
        object.addProperty("ratio_of", figures.basis().name().toLowerCase(Locale.ROOT));
        return object;
    }

    private static void add(JsonObject object, String key, @Nullable Double value) {
        object.add(key, value == null || !Double.isFinite(value) ? JsonNull.INSTANCE : new JsonPrimitive(value));
    }
}
