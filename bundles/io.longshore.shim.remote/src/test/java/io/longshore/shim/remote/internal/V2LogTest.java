// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.protos.shim.v2.ConnectResponse;
import org.junit.jupiter.api.Test;

/** Which FIFO is read as the log of a shim. */
class V2LogTest extends V2DriverFixture {
    @Test
    void logIsReadWhereASharedShimWritesAndNowhereElse() throws Exception {
        ShimLaunch first = launch("one", "pod");
        ShimLaunch second = launch("two", "pod");
        Process shared = named(first);
        try {
            fake.answer(
                    "Connect",
                    ConnectResponse.newBuilder().setShimPid((int) shared.pid()).build());
            driver.start(first, LONG);
            driver.start(second, LONG);
            assertThat(ShimLogsTest.isRead(first.bundle())).isTrue();
            assertThat(ShimLogsTest.isRead(second.bundle())).isFalse();

            driver.close();
            driver = new V2ShimDriver(state, event -> {}, posix);
            driver.connect(second, LONG);
            assertThat(ShimLogsTest.isRead(second.bundle())).isFalse();
            driver.connect(first, LONG);
            assertThat(ShimLogsTest.isRead(first.bundle())).isTrue();
        } finally {
            shared.destroyForcibly();
        }
    }

    @Test
    void logThatNobodyReadsElsewhereDoesNotHoldUpTheShim() throws Exception {
        ShimLaunch launch = launch("web", "");
        try (Shim shim = driver.start(launch, LONG)) {
            assertThat(shim.pid()).isPositive();
            Process writer = new ProcessBuilder("sh", "-c", "yes 'level=info msg=x' | head -c 1000000 >log")
                    .directory(launch.bundle().toFile())
                    .start();
            assertThat(endsSoon(writer)).isTrue();
        }
    }
}
