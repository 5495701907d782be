// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private final Kernel kernel = Kernel.load();

    /** One without a name cannot be had, as any where the machine has none left to give. */
    @Test
    void withoutAThreadNoDescriptorStaysOpen() throws Exception {
        List<String> before = watching();

        assertThatThrownBy(() -> new Readiness(kernel, null)).isInstanceOf(NullPointerException.class);

        assertThat(watching()).hasSameSizeAs(before);
    }

    private static List<String> watching() throws IOException {
        List<String> found = new ArrayList<>();
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    found.add(Files.readSymbolicLink(descriptor).toString());
                } catch (NoSuchFileException e) {
                    assertThat(e).as("that of the listing itself").isNotNull();
                }
            }
        }
        found.removeIf(target -> !target.equals("anon_inode:[eventpoll]") && !target.equals("anon_inode:[eventfd]"));
        return found;
    }
}
