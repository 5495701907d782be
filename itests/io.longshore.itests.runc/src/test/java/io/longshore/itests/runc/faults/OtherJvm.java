// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.itests.support.BusyboxRootfs;
import io.longshore.itests.support.Impatient;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plays a scenario in a JVM of its own, to which something can be done that would not be good for this one. */
final class OtherJvm {
    /** What is done there; has a constructor without parameters. */
    interface Scenario {
        /** @param argument what the test has given */
        void play(Rig rig, String argument) throws Exception;
    }

    private static final Logger LOG = LoggerFactory.getLogger(OtherJvm.class);
    private static final long SECONDS = 300;

    private final Path java;
    private final List<String> before;

    private OtherJvm(Path java, List<String> before) {
        this.java = java;
        this.before = List.copyOf(before);
    }

    /** @param command that is given the command of the JVM as its last words */
    static OtherJvm startedBy(String... command) {
        return new OtherJvm(Path.of(System.getProperty("java.home")), List.of(command));
    }

    /** @param home the JDK to be used */
    static OtherJvm of(Path home) {
        return new OtherJvm(home, List.of());
    }

    /** Fails if the scenario does, or if it leaves anything behind. */
    void play(Class<? extends Scenario> scenario, ShimKind kind, String argument) throws Exception {
        Path directory = Files.createTempDirectory("ls-");
        BusyboxRootfs.create(directory.resolve("rootfs"));
        Path said = Files.createTempFile("ls-said-", ".log");
        try {
            Process process = new ProcessBuilder(command(scenario, kind, directory, argument))
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            assertThat(ended).as(Files.readString(said)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        } finally {
            Files.delete(said);
            if (Files.exists(directory)) {
                Rig.openAgain(kind, directory, settings -> settings, events -> events)
                        .close();
            }
        }
    }

    private List<String> command(Class<? extends Scenario> scenario, ShimKind kind, Path directory, String argument) {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                java.resolve("bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                OtherJvm.class.getName(),
                scenario.getName(),
                kind.name(),
                directory.toString(),
                argument));
        return command;
    }

    public static void main(String[] arguments) throws Exception {
        Scenario scenario = Class.forName(arguments[0])
                .asSubclass(Scenario.class)
                .getDeclaredConstructor()
                .newInstance();
        int status;
        try (Rig rig = Rig.openAgain(
                ShimKind.valueOf(arguments[1]), Path.of(arguments[2]), Impatient::settings, events -> events)) {
            scenario.play(rig, arguments[3]);
            status = 0;
        } catch (Throwable e) {
            status = 1;
            LOG.error("the scenario fails", e);
        }
        // what is not a daemon would keep it alive
        Runtime.getRuntime().halt(status);
    }
}
