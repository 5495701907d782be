// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.faults;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.api.ContainerId;
import io.longshore.api.LongshoreException;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Task;
import io.longshore.itests.runc.EveryShim;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This process may open no more files: creations fail and leave nothing, exits are told, and all goes on when there is room. */
@EveryShim
class DescriptorsExhaustedIT {
    @Parameter
    private ShimKind kind;

    @Test
    void nothingIsLeftOfWhatFailsAndExitsAreTold() throws Exception {
        OtherJvm.startedBy("sh", "-c", "ulimit -n 1024; exec \"$@\"", "sh").play(Exhaustion.class, kind, "");
    }

    static final class Exhaustion implements OtherJvm.Scenario {
        private static final Logger LOG = LoggerFactory.getLogger(DescriptorsExhaustedIT.class);
        /** A creation needs fewer at a time. */
        private static final int MOST_FREE = 48;

        private static final int STEP = 4;

        private final List<FileInputStream> fillers = new ArrayList<>();
        private int refused;
        private int made;

        @Override
        public void play(Rig rig, String argument) throws Exception {
            // classes are loaded, and whatever is opened once is open
            Task first = rig.task("first", "sh", "-c", "exit 3");
            first.start();
            assertThat(first.exit().toCompletableFuture().get(30, SECONDS).status())
                    .isEqualTo(3);
            first.delete();
            ContainerId id = rig.container("next", "sleep", "1000");

            exitIsTold(rig);
            for (int free = 0; free <= MOST_FREE; free += STEP) {
                createWith(free, rig, id);
            }

            assertThat(refused).isPositive();
            assertThat(made).isPositive();
        }

        private void exitIsTold(Rig rig) throws Exception {
            Task task = rig.task(
                    "ends", "sh", "-c", "echo >/tmp/ready; until [ -e /tmp/gate ]; do sleep 0.02; done; exit 7");
            task.start();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Files.exists(rig.rootfs().resolve("tmp/ready")));
            fill();

            // a directory, since making it takes no descriptor
            Files.createDirectory(rig.rootfs().resolve("tmp/gate"));

            assertThat(task.exit().toCompletableFuture().get(60, SECONDS).status())
                    .isEqualTo(7);
            free(fillers.size());
            assertThat(rig.topics("ends")).containsOnlyOnce("/tasks/exit");
            task.forceDelete();
            assertThat(rig.topics("ends")).containsOnlyOnce("/tasks/exit").endsWith("/tasks/delete");
        }

        private void createWith(int free, Rig rig, ContainerId id) throws Exception {
            fill();
            free(free);
            Task task = null;
            try {
                task = rig.runtime().create(rig.namespace(), id, CreateOptions.DEFAULT);
                made++;
            } catch (LongshoreException e) {
                LOG.info("with {} descriptors: {}", free, e.getMessage());
                assertThat(e).hasStackTraceContaining("oo many open files");
                refused++;
            }
            free(fillers.size());
            if (task != null) {
                task.forceDelete();
            }
            // what could not be undone is undone later, behind it
            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertThat(rig.leftovers()).isEmpty());
            await().atMost(Duration.ofSeconds(90)).until(() -> usable(rig, id));
        }

        private static boolean usable(Rig rig, ContainerId id) {
            try {
                rig.runtime().create(rig.namespace(), id, CreateOptions.DEFAULT).forceDelete();
                return true;
            } catch (LongshoreException e) {
                LOG.info("not yet: {}", e.getMessage());
                return false;
            }
        }

        private void fill() {
            try {
                while (true) {
                    fillers.add(new FileInputStream(Path.of("/dev/null").toFile()));
                }
            } catch (IOException e) {
                LOG.info("{} more descriptors could be opened: {}", fillers.size(), e.getMessage());
            }
        }

        private void free(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                fillers.remove(fillers.size() - 1).close();
            }
        }
    }
}
