// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.itests.support.BusyboxRootfs;
import io.longshore.itests.support.Leftovers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where the tasks of one test class live: a directory, and the namespace of the same name. Its path is short, for sockets. */
record Workplace(Path directory) {
    private static final String PROPERTY = "longshore.itests.workplace";

    /** For the build's side; it is removed when that ends. */
    static Workplace create() {
        try {
            Workplace workplace = new Workplace(Files.createTempDirectory("ls-"));
            Runtime.getRuntime().addShutdownHook(new Thread(workplace::remove, "longshore-itests-workplace"));
            BusyboxRootfs.create(workplace.rootfs());
            return workplace;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For Karaf's side. */
    static Workplace current() {
        return new Workplace(Path.of(System.getProperty(PROPERTY)));
    }

    String property() {
        return PROPERTY;
    }

    String namespace() {
        return directory.getFileName().toString();
    }

    Path rootfs() {
        return directory.resolve("rootfs");
    }

    Path root() {
        return directory.resolve("root");
    }

    Path state() {
        return directory.resolve("state");
    }

    /** A file that is not there yet. */
    Path output(String name) throws IOException {
        Path file = directory.resolve(name + ".out");
        Files.deleteIfExists(file);
        return file;
    }

    void assertNothingIsLeft() {
        assertThat(leftovers()).as("left behind").isEmpty();
    }

    List<String> leftovers() {
        return new Leftovers(directory).find(state(), root());
    }

    private void remove() {
        try {
            new Sweep(directory).run(state());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(Path.of("/sys/fs/cgroup"))) {
            for (Path hierarchy : hierarchies) {
                // runc makes it for the namespace, and leaves it
                Files.deleteIfExists(hierarchy.resolve("longshore").resolve(namespace()));
            }
            removeTree();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void removeTree() throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
