// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.events.internal.JournalExchange;
import io.longshore.events.internal.Settings;
import io.longshore.itests.support.Leftovers;
import io.longshore.itests.support.NamespaceCgroups;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.metadata.internal.MetadataStore;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.PidFd;
import io.longshore.runtime.linux.internal.LinuxRuntime;
import io.longshore.runtime.linux.internal.RuntimeSettings;
import io.longshore.shim.local.internal.LocalShimProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The JVM that is the parent of containers is killed. */
class LocalDeathIT {
    /** Runs a container, says so, and waits to be killed. */
    static final class Victim {
        private Victim() {}

        public static void main(String... arguments) throws IOException {
            Rig rig = Rig.open(ShimKind.LOCAL);
            Task task = rig.task("victim", "sleep", "1000");
            task.start();
            Task ended = rig.task("ended", "sh", "-c", "exit 3");
            ended.start();
            ended.exit().toCompletableFuture().join();
            System.out.println("ready " + rig.directory() + " " + task.info().pid());
            System.out.flush();
            System.in.read();
        }
    }

    private record Killed(Path directory, int containerPid) {}

    private static Killed killVictim() throws Exception {
        Process victim = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
            String line = output.readLine();
            while (line != null && !line.startsWith("ready ")) {
                line = output.readLine();
            }
            assertThat(line).isNotNull();
            String[] words = line.split(" ", -1);
            return new Killed(Path.of(words[1]), Integer.parseInt(words[2]));
        } finally {
            victim.destroyForcibly();
            assertThat(victim.waitFor(30, SECONDS)).isTrue();
        }
    }

    @Test
    void itsContainersAreOrphansUntilTheNextStartEndsThemAndSaysSo() throws Exception {
        Killed killed = killVictim();
        RuntimeSettings settings =
                RuntimeSettings.defaults(killed.directory.resolve("root"), killed.directory.resolve("state"));

        try (LinuxPosix posix = new LinuxPosix();
                PidFd container = posix.pidfdOpen(killed.containerPid)) {
            assertThat(container.exited().toCompletableFuture())
                    .as("nobody has killed it yet")
                    .isNotDone();
            try (JournalExchange events = JournalExchange.open(
                            killed.directory.resolve("events"), Settings.DEFAULT, Clock.systemUTC());
                    MetadataStore metadata =
                            MetadataStore.open(killed.directory.resolve("metadata"), events, Clock.systemUTC());
                    LocalShimProvider local = new LocalShimProvider(posix);
                    LinuxRuntime runtime = LinuxRuntime.open(
                            settings, metadata.containers(), events, List.of(local), posix, Clock.systemUTC())) {
                container.exited().toCompletableFuture().get(30, SECONDS);

                assertThat(runtime.list()).isEmpty();
                assertThat(exit(events, "victim"))
                        .extracting(Exit::status, Exit::cause)
                        .containsExactly(137, Exit.Cause.SHIM_LOST);
                assertThat(exit(events, "ended"))
                        .extracting(Exit::status, Exit::cause)
                        .containsExactly(3, Exit.Cause.EXITED);
                assertThat(new Leftovers(killed.directory).find(settings.state(), settings.root()))
                        .isEmpty();
            }
        } finally {
            remove(killed.directory);
        }
    }

    private static Exit exit(JournalExchange events, String id) {
        List<Exit> exits = events.list(0, Integer.MAX_VALUE).stream()
                .map(EventRecord::event)
                .filter(event -> event instanceof TaskEvent.Exited exited
                        && exited.containerId().value().equals(id))
                .map(event -> ((TaskEvent.Exited) event).exit())
                .toList();
        assertThat(exits).hasSize(1);
        return exits.get(0);
    }

    private static void remove(Path directory) throws IOException {
        NamespaceCgroups.remove(directory.getFileName().toString());
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
