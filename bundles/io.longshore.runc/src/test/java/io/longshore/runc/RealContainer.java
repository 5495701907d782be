// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.OciSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A busybox container made by the real runc, in a cgroup of its own; closing it leaves nothing, whatever happened. */
final class RealContainer implements AutoCloseable {
    private static final Optional<Path> BUSYBOX = OnPath.find("busybox");
    private static final Optional<Path> RUNC = OnPath.find("runc");
    private static final String CGROUP =
            "longshore-runc-test-" + ProcessHandle.current().pid();

    private final Path runc;
    private final Path directory;
    private final ContainerId id;

    RealContainer(Path directory, String id, String... args) throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        assumeTrue(RUNC.isPresent(), "needs runc on the PATH");
        assumeTrue(BUSYBOX.isPresent(), "needs a static busybox");
        this.runc = RUNC.orElseThrow();
        this.directory = directory;
        this.id = new ContainerId(id);
        Path bin = Files.createDirectories(directory.resolve("rootfs/bin"));
        Files.copy(BUSYBOX.orElseThrow(), bin.resolve("busybox"));
        String spec = OciSpec.builder(Namespace.DEFAULT, this.id)
                .rootfs(directory.resolve("rootfs"))
                .args(args)
                .build()
                .toJson()
                .replace("\"/longshore/", "\"/" + CGROUP + "/");
        Files.writeString(directory.resolve("config.json"), spec);
        try {
            run("create", "--bundle", directory.toString(), this.id.value());
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    ContainerId id() {
        return id;
    }

    Path directory() {
        return directory;
    }

    Path root() {
        return directory.resolve("state");
    }

    void start() throws IOException {
        run("start", id.value());
    }

    List<Path> cgroups() throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> hierarchies = Files.list(Path.of("/sys/fs/cgroup"))) {
            hierarchies.map(it -> it.resolve(CGROUP)).filter(Files::isDirectory).forEach(found::add);
        }
        Path unified = Path.of("/sys/fs/cgroup", CGROUP);
        if (Files.isDirectory(unified)) {
            found.add(unified);
        }
        List<Path> all = new ArrayList<>();
        for (Path top : found) {
            try (Stream<Path> tree = Files.walk(top)) {
                tree.filter(Files::isDirectory).forEach(all::add);
            }
        }
        return all;
    }

    @Override
    public void close() throws IOException {
        try {
            run("delete", "--force", id.value());
        } finally {
            List<Path> leavesFirst = new ArrayList<>(cgroups());
            Collections.sort(leavesFirst, Collections.reverseOrder());
            for (Path cgroup : leavesFirst) {
                Files.delete(cgroup);
            }
        }
    }

    private void run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(runc.toString(), "--root", root().toString()));
        command.addAll(List.of(arguments));
        File output = Files.createTempFile(directory, "output", ".txt").toFile();
        Process process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output)
                .redirectErrorStream(true)
                .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError(command + " hangs");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(command + " was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new AssertionError(command + " failed: " + Files.readString(output.toPath()));
        }
    }
}
