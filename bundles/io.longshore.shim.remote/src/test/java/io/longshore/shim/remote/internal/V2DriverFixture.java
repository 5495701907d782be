// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.LinuxPosix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A driver with a shim that does what the test says. */
abstract class V2DriverFixture {
    static final Duration LONG = Duration.ofSeconds(10);
    static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path directory;

    @TempDir
    Path state;

    final LinuxPosix posix = new LinuxPosix();
    FakeV2Shim fake;
    V2ShimDriver driver;

    @BeforeEach
    void open() throws Exception {
        fake = new FakeV2Shim(directory, 2);
        driver = new V2ShimDriver(state, event -> {}, posix);
    }

    @AfterEach
    void close() {
        driver.close();
        fake.close();
        posix.close();
    }

    ShimLaunch launch(String id, String group) throws Exception {
        return fake.launch(state, id, group);
    }

    static boolean endsSoon(Process process) throws InterruptedException {
        return process.waitFor(10, SECONDS);
    }

    static List<ProcessHandle> commands(ShimLaunch launch) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(launch.shimBinary()))
                .toList();
    }

    /** As a shim that was started for a task looks. */
    static Process named(ShimLaunch launch) throws Exception {
        return new ProcessBuilder(
                        "sh",
                        "-c",
                        "read nothing; true",
                        "shim",
                        "-namespace",
                        "ns",
                        "-id",
                        launch.id().value(),
                        "-address",
                        V2Command.address(launch))
                .start();
    }
}
