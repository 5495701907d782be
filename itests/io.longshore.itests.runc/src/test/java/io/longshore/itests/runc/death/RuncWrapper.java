// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.death;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

/** A program to be used as runc, which can be made to hold or to fail at one of its commands; else it is runc. */
final class RuncWrapper {
    private static final String SCRIPT = """
            #!/bin/sh
            here=$(dirname "$0")
            for word in "$@"; do
                case $word in create|start|exec|kill|delete|state) command=$word; break;; esac
            done
            if [ -e "$here/fail-$command" ]; then
                echo "made to fail at $command" >&2
                exit 1
            fi
            if [ -e "$here/hold-$command" ]; then
                : >"$here/held-$command"
                while [ -e "$here/hold-$command" ]; do sleep 0.02; done
            fi
            exec runc "$@"
            """;

    private final Path directory;

    private RuncWrapper(Path directory) {
        this.directory = directory;
    }

    /** The one that was written {@link #in} this directory. */
    static RuncWrapper of(Path parent) {
        return new RuncWrapper(parent.resolve("wrapper"));
    }

    static RuncWrapper in(Path parent) throws IOException {
        RuncWrapper wrapper = of(parent);
        Files.createDirectory(wrapper.directory);
        wrapper.putBack();
        return wrapper;
    }

    /** As if it were uninstalled. */
    void takeAway() throws IOException {
        Files.delete(program());
    }

    void putBack() throws IOException {
        Files.writeString(program(), SCRIPT);
        Files.setPosixFilePermissions(program(), PosixFilePermissions.fromString("rwx------"));
    }

    Path program() {
        return directory.resolve("runc");
    }

    void holdAt(String command) throws IOException {
        Files.createFile(directory.resolve("hold-" + command));
    }

    /** Returns when it has come to what it holds at. */
    void awaitHeldAt(String command) throws Exception {
        Path held = directory.resolve("held-" + command);
        try (WatchService watch = directory.getFileSystem().newWatchService()) {
            WatchKey key = directory.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            while (Files.notExists(held)) {
                assertThat(watch.poll(30, TimeUnit.SECONDS))
                        .as("something new in %s", directory)
                        .isEqualTo(key);
                key.pollEvents();
                key.reset();
            }
        }
    }

    void letGo(String command) throws IOException {
        Files.deleteIfExists(directory.resolve("hold-" + command));
    }

    void failAt(String command) throws IOException {
        Files.createFile(directory.resolve("fail-" + command));
    }

    void workAt(String command) throws IOException {
        Files.delete(directory.resolve("fail-" + command));
    }
}
