// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.UnknownException;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimDriver;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.api.shim.ShimTask;
import io.longshore.posix.LinuxPosix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TerminalsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Pattern SOCKET = Pattern.compile("--console-socket (\\S+)");

    @TempDir
    Path directory;

    private final LinuxPosix posix = new LinuxPosix();
    private LocalShimProvider provider;
    private ShimDriver driver;
    private FakeRuntime runtime;

    @BeforeEach
    void open() throws Exception {
        runtime = new FakeRuntime(directory);
        runtime.before("create", "exit 1");
        provider = new LocalShimProvider(posix);
        driver = provider.open(directory.resolve("root"), directory.resolve("state"), event -> {});
    }

    @AfterEach
    void close() {
        driver.close();
        provider.close();
        posix.close();
    }

    /** Where the terminal of a container was expected that was not created after all. */
    private Path socket(ShimLaunch launch) throws IOException {
        Shim shim = driver.start(launch, TIMEOUT);
        CreateOptions options = CreateOptions.with(new Stdio("", "", "", true));
        assertThatThrownBy(() -> shim.create(
                        new ShimTask(launch.id(), launch.bundle(), launch.runc().runtime(), options), TIMEOUT))
                .isInstanceOf(UnknownException.class);
        return SOCKET.matcher(String.join("\n", runtime.lines()))
                .results()
                .map(MatchResult::group)
                .map(word -> Path.of(word.substring(word.indexOf('/'))))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    @Test
    void aSocketIsWhereOnlyWeCanEnterAndGoneWithTheMaking() throws Exception {
        Path socket = socket(runtime.launch("web"));

        assertThat(socket).doesNotExist().hasParentRaw(directory.resolve("state/.local"));
        assertThat(Files.getPosixFilePermissions(socket.getParent()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void whatAKilledJvmHasListenedToIsRemovedWhenItsContainerIsReclaimed() throws Exception {
        ShimLaunch launch = runtime.launch("web");
        Path left = Files.createFile(socket(launch));
        Path another = Files.createFile(socket(runtime.launch("other")));

        driver.reclaim(launch, TIMEOUT);

        assertThat(left).doesNotExist();
        assertThat(another).as("of another container").exists();
    }

    @Test
    void aStateDirectoryIsRefusedWhoseSocketsWouldHaveTooLongAPath() {
        Path base = Path.of("/");
        // "/.local/" and the name are 28 characters, of 107
        Path longest = base.resolve("x".repeat(78));
        Path tooLong = base.resolve("x".repeat(79));

        provider.open(base, longest, event -> {}).close();
        assertThatThrownBy(() -> provider.open(base, tooLong, event -> {}))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("1 bytes too long");
    }
}
