// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.itests.support.KarafHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/** What {@code bin/karaf} of our distribution does with the JVM that it finds; this one only notes what it is started with. */
public class StartScriptIT {
    private static final long SECONDS = 60;
    private static final String TRIMS = "-XX:TrimNativeHeapInterval=5000";

    private static KarafHome karaf;

    private Path directory;
    private Path jdk;

    @BeforeClass
    public static void unpack() throws Exception {
        karaf = KarafHome.unpack(
                Path.of("target/archives/io.longshore.karaf.distribution.tar.gz"),
                Path.of("target/karaf-script").toAbsolutePath(),
                Path.of("target/logs/StartScriptIT.log").toAbsolutePath().toString());
    }

    @Before
    public void makeJdk() throws IOException {
        directory = Files.createTempDirectory("ls-");
        jdk = Files.createDirectories(directory.resolve("jdk/bin")).getParent();
        Path java = jdk.resolve("bin/java");
        Files.writeString(java, """
                #!/bin/sh
                echo "$*" >> '%s'
                [ "$*" != -version ] || echo "openjdk version \\"$ANSWER\\" 2026-01-01" >&2
                """.formatted(directory.resolve("starts")));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(library().getParent());
        Files.writeString(library(), "\0TrimNativeHeapInterval\0");
    }

    private Path library() {
        return jdk.resolve("lib/server/libjvm.so");
    }

    @After
    public void removeJdk() throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Test
    public void aJdkThatSaysItsVersionInAFileIsStartedOnce() throws Exception {
        release("IMPLEMENTOR=\"Debian\"", "JAVA_VERSION=\"17.0.15\"");

        assertThat(starts(Map.of("JAVA_HOME", jdk.toString())))
                .singleElement()
                .asString()
                .contains("-XX:+UseSerialGC", "-Xmx512m", "-XX:Tier4InvocationThreshold=50000", TRIMS)
                .contains("org.apache.karaf.main.Main");
    }

    @Test
    public void aJdkOnThePathIsStartedOnceToo() throws Exception {
        release("JAVA_VERSION=\"17.0.15\"");
        Path bin = Files.createDirectory(directory.resolve("usr-bin"));
        Files.createSymbolicLink(bin.resolve("java"), jdk.resolve("bin/java"));

        assertThat(starts(Map.of("PATH", bin + ":" + System.getenv("PATH"))))
                .singleElement()
                .asString()
                .contains(TRIMS);
    }

    @Test
    public void anOptionThatOlderReleasesDoNotKnowIsNotGivenToThem() throws Exception {
        for (String version : List.of("17", "17.0.1", "17.0.14", "21.0.1")) {
            release("JAVA_VERSION=\"" + version + "\"");

            assertThat(starts(Map.of("JAVA_HOME", jdk.toString())))
                    .as(version)
                    .singleElement()
                    .asString()
                    .contains("-XX:+UseSerialGC")
                    .doesNotContain("TrimNativeHeap");
        }
    }

    @Test
    public void anOptionThatIsNotThereIsNotGiven() throws Exception {
        release("JAVA_VERSION=\"17.0.15\"");
        Files.writeString(library(), "another");

        assertThat(starts(Map.of("JAVA_HOME", jdk.toString())))
                .singleElement()
                .asString()
                .contains("-XX:+UseSerialGC")
                .doesNotContain("TrimNativeHeap");
    }

    @Test
    public void anotherCollectorSizesThePartForNewObjectsItself() throws Exception {
        release("JAVA_VERSION=\"17.0.15\"");

        assertThat(starts(Map.of("JAVA_HOME", jdk.toString(), "EXTRA_JAVA_OPTS", "-XX:+UseG1GC")))
                .singleElement()
                .asString()
                .contains("-Xmx512m", "-XX:+UseG1GC")
                .doesNotContain("-Xmn");
    }

    @Test
    public void whereThereIsNoSuchFileKarafAsksTheJvm() throws Exception {
        assertAsked("17.0.15");
    }

    @Test
    public void aJdkThatKarafTreatsApartIsAsked() throws Exception {
        release("IMPLEMENTOR=\"IBM Corporation\"", "JAVA_VERSION=\"17.0.15\"");

        assertAsked("17.0.15");
    }

    private void assertAsked(String answer) throws Exception {
        assertThat(starts(Map.of("JAVA_HOME", jdk.toString(), "ANSWER", answer)))
                .startsWith("-version", "-version")
                .last()
                .asString()
                .contains("-XX:+UseSerialGC", "org.apache.karaf.main.Main")
                .doesNotContain("TrimNativeHeap");
    }

    @Test
    public void aJvmThatIsTooOldIsRefusedInKarafsWords() throws Exception {
        release("JAVA_VERSION=\"1.7.0_80\"");

        List<String> said = run(Map.of("JAVA_HOME", jdk.toString(), "ANSWER", "1.7.0_80"));

        assertThat(said).contains("karaf: JVM must be version 1.8 or greater");
        assertThat(noted()).containsOnly("-version");
    }

    @Test
    public void whatTheUserGivesWins() throws Exception {
        release("JAVA_VERSION=\"17.0.15\"");

        assertThat(starts(Map.of(
                        "JAVA_HOME",
                        jdk.toString(),
                        "EXTRA_JAVA_OPTS",
                        "-XX:+UseG1GC -Xmx2g -XX:TieredStopAtLevel=1 -XX:MetaspaceSize=1m")))
                .singleElement()
                .asString()
                .contains("-XX:+UseG1GC", "-Xmx2g", "-XX:TieredStopAtLevel=1", "-XX:MetaspaceSize=1m")
                .doesNotContain("UseSerialGC", "-Xmx512m", "-Xmn", "Tier4", "MetaspaceSize=96m");
    }

    private void release(String... lines) throws IOException {
        Files.write(jdk.resolve("release"), List.of(lines));
    }

    /** The arguments of each start of the JVM, in turn. */
    private List<String> starts(Map<String, String> environment) throws Exception {
        List<String> said = run(environment);
        List<String> starts = noted();
        assertThat(starts).as("said: %s", said).isNotEmpty();
        return starts;
    }

    private List<String> noted() throws IOException {
        Path file = directory.resolve("starts");
        List<String> starts = Files.exists(file) ? Files.readAllLines(file) : List.of();
        Files.deleteIfExists(file);
        return starts;
    }

    /** What the script says. */
    private List<String> run(Map<String, String> environment) throws Exception {
        ProcessBuilder script =
                new ProcessBuilder(karaf.directory().resolve("bin/karaf").toString(), "server");
        script.environment().keySet().removeIf(name -> name.contains("JAVA") || name.startsWith("KARAF"));
        script.environment().putAll(environment);
        Path output = directory.resolve("output");
        Process process =
                script.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        process.getOutputStream().close();
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS))
                .as("the script ends")
                .isTrue();
        return new ArrayList<>(Files.readAllLines(output, UTF_8));
    }
}
