// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal.cgroup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The files of a host's {@code /proc} and cgroup mounts, unpacked from one text: each file is a line {@code == path} and then its
 * content, in which {@code @ROOT@} is where it was unpacked.
 */
record RecordedHost(Path root) {
    static RecordedHost unpack(String recording, Path root) {
        String text;
        try (InputStream in =
                Objects.requireNonNull(RecordedHost.class.getResourceAsStream(recording), "no such resource")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RecordedHost host = new RecordedHost(root);
        for (String file : text.substring("== ".length()).split("(?m)^== ", -1)) {
            int newline = file.indexOf('\n');
            host.write(file.substring(0, newline), file.substring(newline + 1).replace("@ROOT@", root.toString()));
        }
        return host;
    }

    Cgroups cgroups() {
        return new Cgroups(root.resolve("proc"));
    }

    Path path(String relative) {
        return root.resolve(relative);
    }

    void write(String relative, String content) {
        try {
            Path file = path(relative);
            Files.createDirectories(Objects.requireNonNull(file.getParent(), "root"));
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remove(String relative) {
        try (Stream<Path> paths = Files.walk(path(relative))) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
