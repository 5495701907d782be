// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What this process has open. */
final class OpenFiles {
    private OpenFiles() {}

    static List<String> in(Path directory) throws IOException {
        String real = directory.toRealPath().toString();
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                // of one that is removed, or closed meanwhile, too
                found.add(descriptor.toFile().getCanonicalPath());
            }
        }
        found.removeIf(file -> !file.startsWith(real));
        return found;
    }
}
