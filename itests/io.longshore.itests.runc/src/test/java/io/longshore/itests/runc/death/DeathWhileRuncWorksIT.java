// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.death;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.api.ContainerId;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.itests.runc.EveryShimProcess;
import io.longshore.itests.support.Impatient;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R1: the JVM is killed while a shim has runc do what it was asked for; the shim and runc know nothing of it and go on. */
@EveryShimProcess
class DeathWhileRuncWorksIT {
    @Parameter
    private ShimKind kind;

    @ParameterizedTest(name = "runc {0} ends after the JVM has died, and before another one comes")
    @ValueSource(strings = {"create", "start", "exec", "delete"})
    void runcEndsWhileNobodyWatches(String command) throws Exception {
        try (Rig rig = Rig.open(kind, Impatient::settings)) {
            RuncWrapper wrapper = RuncWrapper.in(rig.directory());

            rig.restartAfter(() -> {
                dieAt(command, wrapper, rig);
                wrapper.letGo(command);
                // it is over when runc has gone from the list of processes, and the shim has heard of it
                RuncProcesses.awaitNone(rig.directory());
            });

            new Aftermath(rig, Doomed.ID, Doomed.STATUS, Exit.Cause.EXITED).check();
            assertThat(rig.leftovers()).isEmpty();
        }
    }

    @ParameterizedTest(name = "runc {0} is still at it when another JVM comes")
    @ValueSource(strings = {"create", "start", "exec", "delete"})
    void runcIsStillAtIt(String command) throws Exception {
        try (Rig rig = Rig.open(kind, Impatient::settings)) {
            RuncWrapper wrapper = RuncWrapper.in(rig.directory());

            rig.restartAfter(() -> dieAt(command, wrapper, rig));
            List<Task> tasks = rig.runtime().list();
            if (tasks.isEmpty()) {
                assertThat(rig.leftovers()).isEmpty();
            }
            wrapper.letGo(command);
            RuncProcesses.awaitNone(rig.directory());

            new Aftermath(rig, Doomed.ID, Doomed.STATUS, Exit.Cause.EXITED).check();
            assertThat(rig.leftovers()).isEmpty();
        }
    }

    /** The cgroup is the first thing it makes; killed then, as it is with its shim, it does not know of the container. */
    @Test
    void runcWasKilledWhenItHadMadeTheCgroup() throws Exception {
        try (Rig rig = Rig.open(kind, Impatient::settings)) {
            RuncWrapper wrapper = RuncWrapper.in(rig.directory());
            List<Path> made = cgroups(rig, Doomed.ID);
            assertThat(made).isNotEmpty();

            rig.restartAfter(() -> {
                dieAt("create", wrapper, rig);
                for (Path cgroup : made) {
                    Files.createDirectories(cgroup);
                }
            });

            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(rig.leftovers()).isEmpty());
        }
    }

    private static List<Path> cgroups(Rig rig, ContainerId id) throws IOException {
        Path top = Path.of("/sys/fs/cgroup");
        try (Stream<Path> below = Files.list(top)) {
            return Stream.concat(Stream.of(top), below)
                    .filter(hierarchy -> Files.exists(hierarchy.resolve("cgroup.procs")))
                    .map(hierarchy -> hierarchy.resolve("longshore/" + rig.namespace() + "/" + id))
                    .toList();
        }
    }

    private void dieAt(String command, RuncWrapper wrapper, Rig rig) throws Exception {
        wrapper.holdAt(command);
        try (DoomedProcess process = DoomedProcess.start(kind, Scenario.LIFE, rig.directory())) {
            process.killAfter(() -> wrapper.awaitHeldAt(command));
        }
    }
}
