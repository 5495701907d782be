// SPDX-License-Identifier: Apache-2.0
package io.longshore.streams.internal;

import io.longshore.api.runtime.Stdio;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The FIFOs of one process.
 *
 * @param stdin null if it has no input
 * @param stderr null if it has a terminal
 */
record ProcessFifos(
        @Nullable Path stdin, Path stdout, @Nullable Path stderr) {
    /** Those to be made in a directory. */
    static ProcessFifos in(Path directory, boolean stdin, boolean terminal) {
        return new ProcessFifos(
                stdin ? directory.resolve("stdin") : null,
                directory.resolve("stdout"),
                terminal ? null : directory.resolve("stderr"));
    }

    /** Those that are in a directory; null if it has none. */
    static @Nullable ProcessFifos found(Path directory) {
        ProcessFifos fifos = in(directory, exists(directory.resolve("stdin")), !exists(directory.resolve("stderr")));
        return exists(fifos.stdout) ? fifos : null;
    }

    List<Path> all() {
        return Stream.of(stdin, stdout, stderr).filter(Objects::nonNull).toList();
    }

    Stdio stdio() {
        return new Stdio(text(stdin), text(stdout), text(stderr), stderr == null);
    }

    private static String text(@Nullable Path path) {
        return path == null ? "" : path.toString();
    }

    private static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
}
