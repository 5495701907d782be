// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A shell script in place of runc, with its state directory. {@code $DIR} is where it may leave files for the test. */
final class FakeRuntime {
    private final Path directory;
    private final Path script;

    FakeRuntime(Path directory, String body) {
        this.directory = directory;
        script = directory.resolve("fake-runc");
        try {
            Files.writeString(script, "#!/bin/sh\nDIR='" + directory + "'\n" + body + "\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.createDirectories(root());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path root() {
        return directory.resolve("root");
    }

    Runc runc() {
        return new Runc(script.toString(), root(), false);
    }

    Runc runcWithSystemdCgroup() {
        return new Runc(script.toString(), root(), true);
    }

    /** As if the container had been created. */
    FakeRuntime having(String id) throws IOException {
        Files.createDirectories(root().resolve(id));
        Files.writeString(root().resolve(id).resolve("state.json"), "{}");
        return this;
    }

    Path left(String name) {
        return directory.resolve(name);
    }

    List<String> lines(String name) throws IOException {
        return Files.readAllLines(left(name));
    }

    ProcessHandle process(String pidFile) throws IOException {
        return ProcessHandle.of(Long.parseLong(lines(pidFile).get(0))).orElseThrow();
    }

    boolean isRunning(String pidFile) throws IOException {
        return ProcessHandle.of(Long.parseLong(lines(pidFile).get(0)))
                .filter(ProcessHandle::isAlive)
                .isPresent();
    }
}
