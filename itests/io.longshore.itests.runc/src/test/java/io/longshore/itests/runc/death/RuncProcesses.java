// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.death;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The runc processes that work in a directory. */
final class RuncProcesses {
    private RuncProcesses() {}

    /** Returns when none is there any more. */
    static void awaitNone(Path directory) throws Exception {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                if (isRunc(process, directory)) {
                    var found = ProcessHandle.of(
                            Long.parseLong(process.getFileName().toString()));
                    if (found.isPresent()) {
                        found.get().onExit().get(30, TimeUnit.SECONDS);
                    }
                }
            }
        }
    }

    private static boolean isRunc(Path process, Path directory) {
        try {
            String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            return line.contains("\0--root\0" + directory);
        } catch (IOException e) {
            // it ended meanwhile
            return false;
        }
    }
}
