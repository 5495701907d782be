// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.death;

import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Where a {@link DoomedProcess} has its classes from: an archive that the first one has left, so that those which follow need not
 * read and verify a thousand of them. To be closed when no more are started.
 */
final class DoomedClasses implements AutoCloseable {
    private static final long SECONDS = 120;

    private final Path directory;
    private final List<String> options;

    private DoomedClasses(Path directory, List<String> options) {
        this.directory = directory;
        this.options = options;
    }

    /** As this JVM has them. */
    static List<String> ordinary() {
        return List.of("-cp", System.getProperty("java.class.path"));
    }

    /** Lives a whole life for it. */
    static DoomedClasses archived(ShimKind kind) throws Exception {
        Path directory = Files.createTempDirectory("ls-classes-");
        try {
            Path archive = directory.resolve("doomed.jsa");
            String jars = jars(directory);
            try (Rig rig = Rig.open(kind)) {
                rig.restartAfter(() -> write(archive, jars, kind, rig.directory(), directory.resolve("said")));
            }
            // what it logs would come where the debugger's port is awaited
            return new DoomedClasses(
                    directory, List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable", "-cp", jars));
        } catch (Exception | Error e) {
            remove(directory);
            throw e;
        }
    }

    /** An archive is of jars, not of directories. */
    private static String jars(Path directory) {
        ToolProvider jar = ToolProvider.findFirst("jar").orElseThrow();
        List<String> jars = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(element);
            if (Files.isDirectory(path)) {
                Path made = directory.resolve(jars.size() + ".jar");
                int status = jar.run(System.out, System.err, "-cf", made.toString(), "-C", path.toString(), ".");
                if (status != 0) {
                    throw new IllegalStateException("no jar can be made of " + path);
                }
                jars.add(made.toString());
            } else {
                jars.add(element);
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    private static void write(Path archive, String jars, ShimKind kind, Path rig, Path said)
            throws IOException, InterruptedException {
        List<String> options = List.of("-XX:ArchiveClassesAtExit=" + archive, "-cp", jars);
        Process process = new ProcessBuilder(DoomedProcess.command(options, kind, Scenario.LIFE, rig))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0 || !Files.exists(archive)) {
                throw new AssertionError("no archive of classes was written\n" + Files.readString(said));
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** Of the JVM. */
    List<String> options() {
        return options;
    }

    @Override
    public void close() throws IOException {
        remove(directory);
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
