// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ExecId;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimDriver;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.api.shim.ShimTask;
import io.longshore.posix.LinuxPosix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A shim without a process, and a script in place of runc. */
@Timeout(120)
abstract class LocalShimFixture {
    static final Duration TIMEOUT = Duration.ofSeconds(30);
    static final ExecId EXEC = new ExecId("more");
    static final String PROCESS = "{\"args\":[\"x\"]}";

    @TempDir
    Path directory;

    final LinuxPosix posix = new LinuxPosix();
    LocalShimProvider provider;
    ShimDriver driver;
    FakeRuntime runtime;
    ShimLaunch launch;

    @BeforeEach
    void open() throws Exception {
        runtime = new FakeRuntime(directory);
        provider = new LocalShimProvider(posix);
        driver = provider.open(directory.resolve("root"), directory.resolve("state"), event -> {});
        launch = runtime.launch("web");
    }

    @AfterEach
    void close() {
        driver.close();
        provider.close();
        posix.close();
    }

    ShimTask task(Stdio stdio) {
        return new ShimTask(launch.id(), launch.bundle(), launch.runc().runtime(), CreateOptions.with(stdio));
    }

    Shim created(Stdio stdio) {
        Shim shim = driver.start(launch, TIMEOUT);
        assertThat(shim.create(task(stdio), TIMEOUT)).isPositive();
        return shim;
    }

    static Exit ended(CompletionStage<Exit> exit) throws Exception {
        return exit.toCompletableFuture().get(30, SECONDS);
    }

    Path fifo(String name) {
        Path path = directory.resolve(name);
        posix.mkfifo(path, 0600);
        return path;
    }
}
