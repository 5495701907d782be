// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DirectoryWatchTest {
    /** One without a name cannot be had, as any where the machine has none left to give. */
    @Test
    void withoutAThreadNothingIsWatched() throws Exception {
        long before = watches();

        assertThatThrownBy(() -> new DirectoryWatch(null)).isInstanceOf(NullPointerException.class);

        assertThat(watches()).isEqualTo(before);
    }

    private static long watches() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(DirectoryWatchTest::isWatch).count();
        }
    }

    private static boolean isWatch(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals("anon_inode:inotify");
        } catch (IOException e) {
            // that of the listing itself
            return false;
        }
    }
}
