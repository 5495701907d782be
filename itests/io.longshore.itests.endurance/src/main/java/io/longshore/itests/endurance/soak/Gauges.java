// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** All that must stay flat. */
final class Gauges {
    private static final long MEBIBYTE = 1L << 20;
    /** All files of the journal together, by its default settings, and one that is being begun. */
    private static final long JOURNAL_BYTES = 9 * 8 * MEBIBYTE;

    private final Gauge heap = new Gauge("heap, bytes", 24 * MEBIBYTE);
    private final Gauge threads = new Gauge("threads", 24);
    private final Gauge descriptors = new Gauge("descriptors", 40);
    private final Gauge spool = new Gauge("events in the spool", 100);
    private final Gauge journal = new Gauge("bytes of the journal", JOURNAL_BYTES);
    private final Gauge records = new Gauge("bytes of the records", 8 * MEBIBYTE);
    private final Gauge state = new Gauge("entries in state", 100);
    private final Gauge root = new Gauge("entries in root", 100);

    void add(Sample sample) {
        heap.add(sample.heap());
        threads.add(sample.threads());
        descriptors.add(sample.descriptors());
    }

    void addDirectories(Path directory) throws IOException {
        spool.add(entries(directory.resolve("state/.spool")));
        journal.add(bytes(directory.resolve("events")));
        records.add(bytes(directory.resolve("metadata")));
        state.add(entries(directory.resolve("state")));
        root.add(entries(directory.resolve("root")));
    }

    private static long entries(Path top) throws IOException {
        return new Tree(top).entries();
    }

    private static long bytes(Path top) throws IOException {
        return new Tree(top).bytes();
    }

    List<String> wrong() {
        return all().stream()
                .filter(gauge -> !gauge.isFlat())
                .map(Gauge::toString)
                .toList();
    }

    private List<Gauge> all() {
        return List.of(heap, threads, descriptors, spool, journal, records, state, root);
    }

    String table() {
        StringBuilder text = new StringBuilder(
                String.format("%-28s %12s %12s %12s %12s%n", "", "first fifth", "last fifth", "most", "allowance"));
        all().forEach(gauge -> text.append(gauge).append('\n'));
        return text.toString();
    }

    /** A tree that others change. */
    private record Tree(Path top) {
        long entries() throws IOException {
            return walk(path -> 1);
        }

        long bytes() throws IOException {
            return walk(path -> Files.isRegularFile(path) ? Files.size(path) : 0);
        }

        private interface Measure {
            long of(Path path) throws IOException;
        }

        private long walk(Measure measure) throws IOException {
            return add(top, measure);
        }

        /** A container's root file system is not ours to count. */
        private static long add(Path directory, Measure measure) throws IOException {
            if (!Files.isDirectory(directory) || directory.endsWith("rootfs")) {
                return 0;
            }
            long sum = 0;
            List<Path> children;
            try (Stream<Path> list = Files.list(directory)) {
                children = list.toList();
            } catch (NoSuchFileException e) {
                // it went meanwhile
                return 0;
            }
            for (Path child : children) {
                try {
                    sum += measure.of(child) + (Files.isSymbolicLink(child) ? 0 : add(child, measure));
                } catch (NoSuchFileException e) {
                    // so did this
                }
            }
            return sum;
        }
    }
}
