// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** Children of this JVM that have ended, and whom nobody has reaped. */
final class DeadChildren {
    private final Set<Long> before;

    private DeadChildren(Set<Long> before) {
        this.before = before;
    }

    /** Shims of JVMs that another test has killed, for example: whoever adopted them buries them in a while. */
    static DeadChildren now() throws IOException {
        return new DeadChildren(deadChildren());
    }

    void requireNoMore() throws IOException {
        assertThat(deadChildren()).as("children that nobody has reaped").isSubsetOf(before);
    }

    private static Set<Long> deadChildren() throws IOException {
        // where the kernel does not say, nothing would be seen, and nothing would fail
        assertThat(Path.of("/proc/thread-self/children")).exists();
        Set<Long> dead = new TreeSet<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                for (String pid : readIfThere(thread.resolve("children")).split(" ", -1)) {
                    if (!pid.isEmpty()
                            && readIfThere(Path.of("/proc", pid, "status")).contains("State:\tZ")) {
                        dead.add(Long.valueOf(pid));
                    }
                }
            }
        }
        return dead;
    }

    /** Threads and processes end while they are looked at. */
    private static String readIfThere(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            if (Files.exists(file)) {
                throw e;
            }
            return "";
        }
    }
}
