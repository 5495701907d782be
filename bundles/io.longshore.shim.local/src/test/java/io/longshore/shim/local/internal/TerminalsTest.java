// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.UnknownException;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.api.shim.ShimTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TerminalsTest extends LocalShimFixture {
    private static final Pattern SOCKET = Pattern.compile("--console-socket (\\S+)");

    @BeforeEach
    void failToCreate() throws Exception {
        runtime.before("create", "exit 1");
    }

    /** Where the terminal of a container was expected that was not created after all. */
    private Path socket(ShimLaunch wanted) throws IOException {
        Shim shim = driver.start(wanted, TIMEOUT);
        CreateOptions options = CreateOptions.with(new Stdio("", "", "", true));
        ShimTask task = new ShimTask(wanted.id(), wanted.bundle(), wanted.runc().runtime(), options);
        assertThatThrownBy(() -> shim.create(task, TIMEOUT)).isInstanceOf(UnknownException.class);
        return SOCKET.matcher(String.join("\n", runtime.lines()))
                .results()
                .map(MatchResult::group)
                .map(word -> Path.of(word.substring(word.indexOf('/'))))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    @Test
    void aSocketIsWhereOnlyWeCanEnterAndGoneWithTheMaking() throws Exception {
        Path socket = socket(launch);

        assertThat(socket).doesNotExist().hasParentRaw(directory.resolve("state/.local"));
        assertThat(Files.getPosixFilePermissions(socket.getParent()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void whatAKilledJvmHasListenedToIsRemovedWhenItsContainerIsReclaimed() throws Exception {
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
