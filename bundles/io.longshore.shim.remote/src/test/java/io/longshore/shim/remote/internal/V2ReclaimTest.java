// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.UnavailableException;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.shim.ShimLaunch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a dead shim has left is removed. */
class V2ReclaimTest extends V2DriverFixture {
    @Test
    void whatADeadShimHasLeftIsDeletedByItsProgram() throws Exception {
        ShimLaunch launch = launch("web", "");
        driver.start(launch, LONG);
        fake.die();

        driver.reclaim(launch, LONG);
        driver.reclaim(launch, LONG);

        assertThat(fake.programCalls())
                .hasSize(3)
                .last()
                .isEqualTo("delete -namespace ns -id web -address " + state.resolve(".events") + " -bundle "
                        + launch.bundle() + " delete");
    }

    @Test
    void reclaimGoesOnThoughTheProgramFailsOrIsGone() throws Exception {
        ShimLaunch launch = launch("web", "");
        driver.start(launch, LONG);
        fake.fails(3, "cannot");
        driver.reclaim(launch, LONG);
        assertThat(endsSoon(fake.process())).isTrue();

        Files.delete(fake.program);
        driver.reclaim(launch, LONG);
    }

    @Test
    void reclaimGoesOnThoughTheProgramHangs() throws Exception {
        ShimLaunch launch = launch("web", "");
        driver.start(launch, LONG);
        posix.mkfifo(directory.resolve("hangs"), 0600);

        driver.reclaim(launch, Duration.ofSeconds(2));

        assertThat(endsSoon(fake.process())).isTrue();
        // it was killed, which takes a moment
        for (ProcessHandle command : commands(launch)) {
            assertThat(command.onExit()).succeedsWithin(LONG);
        }
    }

    @Test
    void containerOfWhichOnlyTheProgramKnowsIsNotTakenForGoneWhenThatFails() throws Exception {
        Path program = Files.copy(
                fake.program, directory.resolve("containerd-shim-other-v1"), StandardCopyOption.COPY_ATTRIBUTES);
        ShimLaunch runc = launch("web", "");
        ShimLaunch launch = new ShimLaunch(
                runc.namespace(),
                runc.id(),
                runc.bundle(),
                runc.workDirectory(),
                program.toString(),
                RuncOptions.NONE,
                "",
                false,
                "",
                null);
        fake.fails(3, "cannot");
        assertThatThrownBy(() -> driver.start(launch, LONG)).isInstanceOf(UnavailableException.class);
        // there was no shim, so no container
        driver.reclaim(launch, LONG);

        Files.writeString(directory.resolve("status"), "0");
        driver.start(launch, LONG);
        fake.fails(3, "cannot");
        assertThatThrownBy(() -> driver.reclaim(launch, LONG))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("cannot");
        assertThat(endsSoon(fake.process())).isTrue();

        Files.delete(program);
        assertThatThrownBy(() -> driver.reclaim(launch, LONG)).isInstanceOf(FailedPreconditionException.class);
    }
}
