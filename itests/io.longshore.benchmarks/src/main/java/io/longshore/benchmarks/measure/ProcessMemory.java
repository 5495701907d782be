// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of processes, as the kernel counts it, and of this JVM's heap; in KiB. */
public final class ProcessMemory {
    private static final int COLLECTIONS = 4;
    private static final double BYTES_PER_KIB = 1024;

    private ProcessMemory() {}

    /** Its own, and its part of what it shares with others. */
    public static long pss(long pid) throws IOException {
        return field(Path.of("/proc/" + pid + "/smaps_rollup"), "Pss:");
    }

    /** All that is in memory, shared or not. */
    public static long resident(long pid) throws IOException {
        return field(Path.of("/proc/" + pid + "/status"), "VmRSS:");
    }

    public static long parent(long pid) throws IOException {
        return field(Path.of("/proc/" + pid + "/status"), "PPid:");
    }

    private static long field(Path file, String name) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(name)) {
                return Long.parseLong(
                        line.substring(name.length()).replace("kB", "").strip());
            }
        }
        throw new IOException("no " + name + " in " + file);
    }

    /** What is still in use after everything else was collected. */
    public static double heap() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / BYTES_PER_KIB;
    }
}
