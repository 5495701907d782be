// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Ends what a failed test has left in its workplace, without Longshore, which may be what failed. */
final class Sweep {
    private static final long SECONDS = 10;

    private final Path directory;

    Sweep(Path directory) {
        this.directory = directory;
    }

    void run(Path state) throws IOException, InterruptedException {
        endShims();
        endContainers(state.resolve(".runc"));
        unmount();
    }

    private void endShims() throws InterruptedException {
        List<ProcessHandle> processes = ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(directory.toString()))
                .toList();
        for (ProcessHandle process : processes) {
            process.destroyForcibly();
            try {
                process.onExit().get(SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException("process " + process.pid() + " does not end", e);
            }
        }
    }

    private static void endContainers(Path runtimeRoot) throws IOException, InterruptedException {
        if (Files.isDirectory(runtimeRoot)) {
            try (Stream<Path> containers = Files.find(runtimeRoot, 2, (path, attributes) -> attributes.isDirectory())) {
                for (Path container : containers.toList()) {
                    if (container.getNameCount() == runtimeRoot.getNameCount() + 2) {
                        command(
                                "runc",
                                "--root",
                                container.getParent().toString(),
                                "delete",
                                "--force",
                                container.getFileName().toString());
                    }
                }
            }
        }
    }

    private void unmount() throws IOException, InterruptedException {
        List<String> lines = Files.readAllLines(Path.of("/proc/self/mountinfo"));
        for (int i = lines.size() - 1; i >= 0; i--) {
            String point = lines.get(i).split(" ", -1)[4];
            if (point.startsWith(directory + "/")) {
                command("umount", "-l", point);
            }
        }
    }

    private static void command(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).inheritIO().start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
