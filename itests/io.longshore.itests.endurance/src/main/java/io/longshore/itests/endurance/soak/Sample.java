// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * How a load is at one moment; {@link #toString} is a line of its output.
 *
 * @param heap bytes in use right after the garbage was collected
 * @param lives since its process began
 * @param late operations that were not done in time, since its process began
 */
record Sample(long heap, int threads, int descriptors, int lives, int late) {
    private static final String MARK = "sample";

    static Sample now(int lives, int late) {
        // the only garbage collection that is of use here is a whole one
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return new Sample(
                runtime.totalMemory() - runtime.freeMemory(),
                Thread.getAllStackTraces().size(),
                openDescriptors(),
                lives,
                late);
    }

    private static int openDescriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return (int) open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isOne(String line) {
        return line.startsWith(MARK + " ");
    }

    static Sample parse(String line) {
        String[] words = line.split(" ", -1);
        return new Sample(
                Long.parseLong(words[1]),
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3]),
                Integer.parseInt(words[4]),
                Integer.parseInt(words[5]));
    }

    @Override
    public String toString() {
        return String.join(
                " ",
                MARK,
                String.valueOf(heap),
                String.valueOf(threads),
                String.valueOf(descriptors),
                String.valueOf(lives),
                String.valueOf(late));
    }
}
