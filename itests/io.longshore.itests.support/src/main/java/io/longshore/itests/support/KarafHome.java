// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.support;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Our distribution, unpacked to be started as a process. Its log is outside, its ports are its own, and only on loopback. */
public final class KarafHome {
    private static final long UNPACK_SECONDS = 60;

    private final Path directory;

    private KarafHome(Path directory) {
        this.directory = directory;
    }

    /** @param directory what was there goes */
    public static KarafHome unpack(Path archive, Path directory, String log) throws IOException, InterruptedException {
        if (Files.exists(directory)) {
            try (Stream<Path> paths = Files.walk(directory)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(directory);
        Process tar = new ProcessBuilder(
                        "tar", "xzf", archive.toString(), "-C", directory.toString(), "--strip-components=1")
                .inheritIO()
                .start();
        if (!tar.waitFor(UNPACK_SECONDS, TimeUnit.SECONDS) || tar.exitValue() != 0) {
            tar.destroyForcibly();
            throw new IOException("cannot unpack " + archive);
        }
        KarafHome home = new KarafHome(directory);
        home.replace("org.apache.karaf.management.cfg", "rmiRegistryPort", freePort());
        home.replace("org.apache.karaf.management.cfg", "rmiServerPort", freePort());
        home.replace("org.apache.karaf.shell.cfg", "sshPort", freePort());
        home.replace("org.ops4j.pax.logging.cfg", "log4j2.appender.rolling.fileName", log);
        return home;
    }

    /** As {@link FreePorts#next}. */
    public static String freePort() throws IOException {
        return String.valueOf(FreePorts.next());
    }

    public Path directory() {
        return directory;
    }

    public Path etc() {
        return directory.resolve("etc");
    }

    /** Puts keys behind what a file of the configuration has; the file need not be there. */
    public void append(String file, Map<String, String> values) throws IOException {
        Path path = etc().resolve(file);
        StringBuilder text = new StringBuilder(Files.exists(path) ? Files.readString(path) : "").append('\n');
        values.forEach(
                (key, value) -> text.append(key).append(" = ").append(value).append('\n'));
        Files.writeString(path, text);
    }

    /** Gives another value to a key, which must be there. */
    public void replace(String file, String key, String value) throws IOException {
        Path path = etc().resolve(file);
        List<String> lines = Files.readAllLines(path);
        List<String> changed = lines.stream()
                .map(line -> line.matches("\\Q" + key + "\\E\\s*=.*") ? key + " = " + value : line)
                .toList();
        if (changed.equals(lines)) {
            throw new IllegalStateException("no other " + key + " in " + path);
        }
        Files.write(path, changed);
    }

    /** Starts it without a console; the process is Karaf itself. */
    public Process start() throws IOException {
        return start(new ProcessBuilder(directory.resolve("bin/karaf").toString(), "server"));
    }

    /** The same where a Ctrl-C that is for us does not reach it. */
    public Process startInOwnSession() throws IOException {
        // setsid becomes what it runs, as long as it need not fork, which only the first of a process group must
        return start(new ProcessBuilder("setsid", directory.resolve("bin/karaf").toString(), "server"));
    }

    private Process start(ProcessBuilder karaf) throws IOException {
        karaf.redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("out.txt").toFile()));
        karaf.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // the script becomes Karaf, so that its pid is Karaf's
        karaf.environment().put("KARAF_EXEC", "exec");
        return karaf.start();
    }
}
