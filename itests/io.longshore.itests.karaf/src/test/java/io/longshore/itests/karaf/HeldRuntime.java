// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An OCI runtime, runc with a script before it, that waits at a command (create, delete and so on) a test has named. */
record HeldRuntime(Path directory) {
    private static final String SCRIPT = """
            #!/bin/sh
            for word; do
                case $word in
                create | delete) [ ! -p "${0%/*}/$word" ] || read -r line < "${0%/*}/$word" ;;
                esac
            done
            exec runc "$@"
            """;

    static HeldRuntime create(Path directory) throws IOException {
        Files.createDirectory(directory);
        HeldRuntime runtime = new HeldRuntime(directory);
        Files.createFile(
                runtime.program(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(runtime.program(), SCRIPT);
        return runtime;
    }

    Path program() {
        return directory.resolve("runtime");
    }

    /** Makes the next command of this name wait. */
    Held hold(String command) throws IOException, InterruptedException {
        Path gate = directory.resolve(command);
        Gate.makeFifo(gate);
        return new Held(gate);
    }

    /** A command that waits, or will. */
    record Held(Path gate) {
        /** Waits for the command to be there, does something, and lets it go on; those that follow do not wait. */
        void whenReached(Services.ThrowingRunnable action) throws Exception {
            // a pipe can be opened for writing once somebody reads it, which is when the command is there
            CompletableFuture<OutputStream> reached = CompletableFuture.supplyAsync(() -> open(gate));
            OutputStream end = reached.get(30, TimeUnit.SECONDS);
            try {
                assertThat(Files.deleteIfExists(gate)).isTrue();
                action.run();
            } finally {
                end.close();
            }
        }

        private static OutputStream open(Path gate) {
            try {
                return Files.newOutputStream(gate);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
